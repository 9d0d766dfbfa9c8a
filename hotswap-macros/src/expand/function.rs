//! `#[plugin_fn]` and `#[live_fn]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lifetime, Token};

use super::resolved::resolved;
use super::{argument, once_in_a_crate, output, record_static};
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::function::{Function, FunctionKind, Taken, completed};
use crate::model::signature::Param;

/// The whole way of one function through the macro.
pub(crate) fn run(kind: FunctionKind, options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(function) = Function::parse(kind, options.clone(), item.clone(), &mut errors) else {
        return super::not_read(completed(item), options, errors);
    };
    check::function(&function, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&function),
        Err(errors) => with_errors(function.fallback(), errors),
    }
}

fn expand(function: &Function) -> TokenStream {
    let original = &function.original;
    let block = beside(function);
    quote!(#original #block)
}

/// The code that is generated beside a function.
pub(super) fn beside(function: &Function) -> TokenStream {
    let kind = match function.kind {
        FunctionKind::Plugin => quote!(PluginFn),
        FunctionKind::Live => quote!(LiveFn),
    };
    let params = function.params();
    let is_async = function.head.signature.asyncness.is_some();
    let arity = match is_async {
        true => "AsyncFunction",
        false => "Function",
    };
    let of_arity = format_ident!("{arity}{}", params.len());
    let description = description(function, &params, &quote!(__hotswap::#of_arity));
    let once = once_in_a_crate(
        &function.unique_name(),
        function.head.signature.ident.span(),
        &TokenStream::new(),
    );
    let record = record_static();
    let content = quote! {
        #once
        enum __Function {}
        const __CRATE: &__hotswap::core::primitive::str =
            __hotswap::crate_of(__hotswap::core::module_path!());
        #description
        const __RECORD: __hotswap::ItemRecord = __hotswap::ItemRecord {
            krate: __CRATE,
            kind: __hotswap::ItemKind::#kind,
            name: <__Function as __hotswap::#of_arity>::NAME,
            signature: <__Function as __hotswap::#of_arity>::SIGNATURE,
        };
        #record
        // SAFETY: name, signature and entries are those of one function.
        __hotswap::item!(unsafe {
            __hotswap::Item::new(
                __RECORD.kind,
                __RECORD.name,
                __RECORD.signature.fingerprint(),
                <__Function as __hotswap::#of_arity>::ENTRIES,
                &__BYTES,
            )
        });
    };
    let attributes = function.around.iter().chain(&function.head.attributes);
    let block = super::block(&function.options, attributes, &content);
    // rustc has looked at those of a free function, and not at those of a method.
    let conditions = function.head.attributes.iter();
    let conditions = conditions.filter(|it| function.of.is_some() && it.path().is_ident("cfg"));
    match block.is_empty() {
        true => block,
        false => quote!(#(#conditions)* #block),
    }
}

/// Describes the function to the `hotswap` crate, which has the rest: its signature, and the adapter that is
/// called from outside. Each type is named once, so that it is one error if it cannot cross.
fn description(function: &Function, params: &[Param], of_arity: &TokenStream) -> TokenStream {
    let scope = Lifetime::new("'call", Span::call_site());
    // rustc reports an unknown type once if its suggestion and its place are the same.
    let token = Token![impl](function.head.signature.ident.span());
    let name = function.name();
    let count = params.len();
    let labels = params.iter().map(|param| &param.label);
    let locals: Vec<_> = params.iter().map(|param| &param.local).collect();
    let is_async = function.head.signature.asyncness.is_some();
    let types = params.iter().enumerate().map(|(index, param)| {
        let ty = param.scoped(&scope);
        let resolved = resolved(&ty, Some(&scope), &argument(is_async, &scope));
        quote! {
            #token __hotswap::Parameter<#index> for __Function { #resolved }
        }
    });
    let indices = 0..count;
    let result = function.result();
    let resolved = resolved(&result, None, &quote!(__hotswap::Outcome));
    let ident = &function.head.signature.ident;
    let this = Ident::new("__this", Span::call_site());
    let path = match &function.of {
        None => quote!(#ident),
        Some(ty) => quote_spanned!(ident.span()=> <#ty>::#ident),
    };
    // The projection keeps rustc from naming what is generated where the type is not a plugin.
    let of_plugin = function.of.as_ref().map(|ty| {
        let private = super::private();
        quote_spanned!(ty.span()=> #private::OfPlugin<<#ty as #private::HasStatics>::Itself>)
    });
    let (receiver, lent, value) = match function.receiver() {
        None => (quote!(__hotswap::NoReceiver), quote!(()), None),
        Some(Taken::Borrowed) => (
            quote!(#of_plugin),
            quote!(#this),
            Some(quote!(#this.get(),)),
        ),
        Some(Taken::Shared) => (
            quote!(#of_plugin),
            quote!(#this),
            Some(quote!(#this.share(),)),
        ),
    };
    let call = quote_spanned!(ident.span()=> #path(#value #(#locals),*));
    let output = output(function.head.signature.asyncness.as_ref());
    let described = is_async.then(|| {
        quote! {
            const TYPE: &'static __hotswap::TypeDesc =
                __hotswap::returned_async::<Self>();
        }
    });
    quote! {
        #(#types)*
        #token __hotswap::Returns for __Function { #resolved #described }
        impl #of_arity for __Function {
            const NAME: &'static __hotswap::core::primitive::str = #name;
            const CRATE: __hotswap::core::option::Option<&'static __hotswap::core::primitive::str> =
                __hotswap::core::option::Option::Some(__CRATE);
            const LABELS: [&'static __hotswap::core::primitive::str; #count] = [#(#labels),*];
            type Receiver = #receiver;

            fn call<#scope>(
                #lent: <Self::Receiver as __hotswap::Receiver>::Lent<#scope>,
                #(#locals: <Self as __hotswap::Parameter<#indices>>::Type<#scope>),*
            ) -> #output {
                #call
            }
        }
    }
}
