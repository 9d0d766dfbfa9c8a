//! `#[plugin_fn]` and `#[live_fn]`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Lifetime;
use syn::spanned::Spanned;

use super::record_static;
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::function::{Function, FunctionKind};

/// The whole way of one function through the macro.
pub(crate) fn run(kind: FunctionKind, options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(function) = Function::parse(kind, options, item.clone(), &mut errors) else {
        return with_errors(item, errors.finish().err().unwrap_or_default());
    };
    check::function(&function, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&function),
        Err(errors) => with_errors(item, errors),
    }
}

fn expand(function: &Function) -> TokenStream {
    let original = &function.original;
    let krate = function.options.krate();
    let private = quote!(#krate::__private);
    let name = function.name();
    let kind = match function.kind {
        FunctionKind::Plugin => quote!(PluginFn),
        FunctionKind::Live => quote!(LiveFn),
    };
    let parts = parts(function, &private);
    let adapter = adapter(function, &private);
    let record = record_static(&private);
    let linkme = quote!(#private::linkme);
    quote! {
        #original

        const _: () = {
            const __SIGNATURE: #private::TypeDesc = #private::TypeDesc::function(#name, &[#parts]);
            const __RECORD: #private::ItemRecord = #private::ItemRecord {
                kind: #private::ItemKind::#kind,
                name: #name,
                signature: &__SIGNATURE,
            };
            #record
            #adapter
            #[#linkme::distributed_slice(#private::ITEMS)]
            #[linkme(crate = #linkme)]
            static __ITEM: #private::Item = #private::Item::new(
                #private::ItemKind::#kind,
                #name,
                __SIGNATURE.fingerprint(),
                // SAFETY: an entry is never called as it is; whoever calls it compares fingerprints and
                // gives it back this type.
                unsafe {
                    #private::core::mem::transmute::<*const (), #private::Entry>(
                        __adapter as *const (),
                    )
                },
                &__BYTES,
            );
        };
    }
}

/// The description of each parameter, and of the result.
fn parts(function: &Function, private: &TokenStream) -> TokenStream {
    let scope = Lifetime::new("'static", proc_macro2::Span::call_site());
    let params = function.params();
    let params = params.iter().map(|param| {
        let label = &param.label;
        let ty = param.scoped(&scope);
        quote!(#private::Part { label: #label, ty: <#ty as #private::Shape>::TYPE },)
    });
    let result = function.result();
    quote! {
        #(#params)*
        #private::Part {
            label: "",
            ty: <<#result as #private::AbiReturn>::Ok as #private::Shape>::TYPE,
        },
    }
}

/// The function that crosses: lifts the arguments, calls the user's, lowers what it returns.
fn adapter(function: &Function, private: &TokenStream) -> TokenStream {
    let scope = Lifetime::new("'__s", proc_macro2::Span::call_site());
    let params = function.params();
    let locals: Vec<_> = params.iter().map(|param| &param.local).collect();
    let types: Vec<_> = params
        .iter()
        .map(|param| {
            let span = param.ty.span();
            let ty = param.scoped(&scope).into_token_stream();
            quote::quote_spanned!(span=> <#ty as #private::AbiArg<'__s>>)
        })
        .collect();
    let result = function.result();
    let ident = &function.original.sig.ident;
    // SAFETY comments for generated code stand here: the caller of an adapter has compared fingerprints
    // (`Callable::call`), so the arguments were lowered from these types, and `out` is a place for the result.
    quote! {
        unsafe extern "C" fn __adapter<'__s>(
            #(#locals: #types::Repr,)*
            __out: *mut <<#result as #private::AbiReturn>::Ok as #private::Abi>::Repr,
        ) -> #private::Failure {
            let __body = || {
                #(let mut #locals = unsafe { #types::hold(#locals) };)*
                #ident(#(#private::AbiArg::get(&mut #locals)),*)
            };
            unsafe { #private::barrier(__out, __body) }
        }
    }
}
