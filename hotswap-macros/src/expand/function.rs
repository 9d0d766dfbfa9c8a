//! `#[plugin_fn]` and `#[live_fn]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Lifetime;
use syn::spanned::Spanned;

use super::record_static;
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::function::{Function, FunctionKind, Param};

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
    let import = super::import(&function.options.krate());
    let private = super::private();
    let kind = match function.kind {
        FunctionKind::Plugin => quote!(PluginFn),
        FunctionKind::Live => quote!(LiveFn),
    };
    let params = function.params();
    let of_arity = format_ident!("Function{}", params.len());
    let description = description(function, &params, &quote!(#private::#of_arity), &private);
    let record = record_static(&private);
    let linkme = quote!(#private::linkme);
    quote! {
        #original

        const _: () = {
            #import
            enum __Function {}
            #description
            const __RECORD: #private::ItemRecord = #private::ItemRecord {
                kind: #private::ItemKind::#kind,
                name: <__Function as #private::#of_arity>::NAME,
                signature: <__Function as #private::#of_arity>::SIGNATURE,
            };
            #record
            #[#linkme::distributed_slice(#private::ITEMS)]
            #[linkme(crate = #linkme)]
            // SAFETY: name, signature and entry are those of one function.
            static __ITEM: #private::Item = unsafe {
                #private::Item::new(
                    __RECORD.kind,
                    __RECORD.name,
                    __RECORD.signature.fingerprint(),
                    <__Function as #private::#of_arity>::ENTRY,
                    &__BYTES,
                )
            };
        };
    }
}

/// Describes the function to the `hotswap` crate, which has the rest: its signature, and the adapter that is
/// called from outside. Each type is named once, so that it is one error if it cannot cross.
fn description(
    function: &Function,
    params: &[Param],
    of_arity: &TokenStream,
    private: &TokenStream,
) -> TokenStream {
    let scope = Lifetime::new("'__s", proc_macro2::Span::call_site());
    let name = function.name();
    let count = params.len();
    let labels = params.iter().map(|param| &param.label);
    let locals: Vec<_> = params.iter().map(|param| &param.local).collect();
    let types = params.iter().enumerate().map(|(index, param)| {
        let ty = param.scoped(&scope);
        let ty = quote_spanned!(param.ty.span()=> type Type<#scope> = #ty;);
        quote!(impl #private::Parameter<#index> for __Function { #ty })
    });
    let indices = 0..count;
    let result = function.result();
    let result = quote_spanned!(result.span()=> type Type = #result;);
    let ident = &function.original.sig.ident;
    let call = quote_spanned!(ident.span()=> #ident(#(#locals),*));
    quote! {
        #(#types)*
        impl #private::Returns for __Function { #result }
        impl #of_arity for __Function {
            const NAME: &'static #private::core::primitive::str = #name;
            const LABELS: [&'static #private::core::primitive::str; #count] = [#(#labels),*];

            fn call<#scope>(
                #(#locals: <Self as #private::Parameter<#indices>>::Type<#scope>),*
            ) -> <Self as #private::Returns>::Type {
                #call
            }
        }
    }
}
