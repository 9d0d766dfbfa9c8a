//! Generates code. Nothing here can fail: `check` has refused invalid items.
//!
//! Everything is named through `hotswap::__private`, which is `__hotswap` there, and stands inside
//! `const _: () = { … }`, so that nothing collides with the user's own names.
//!
//! - `function`, `methods`, `plugin`, `live_type`, `interface`: an attribute each, and `imports`, `abi`: a derive each
//! - `fields`, `field`: the fields of a type that crosses, and one of them
//! - `resolved`: types, named so that rustc reports each once

pub(crate) mod abi;
mod field;
mod fields;
pub(crate) mod function;
pub(crate) mod imports;
pub(crate) mod interface;
pub(crate) mod live_type;
pub(crate) mod methods;
pub(crate) mod plugin;
mod resolved;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute, Expr, Lifetime, Meta, Token};

use crate::diag::{Errors, with_errors};
use crate::options::{Options, key};

/// `__hotswap`, among tokens at the place of the user's own: of these it is none.
fn private() -> TokenStream {
    quote!(__hotswap)
}

/// The code that is generated beside an item with these attributes.
fn block<'a>(
    options: &Options,
    attributes: impl IntoIterator<Item = &'a Attribute>,
    content: &TokenStream,
) -> TokenStream {
    let import = import(&options.krate());
    let lints = lints(attributes);
    quote! {
        #lints
        const _: () = {
            #import
            #content
        };
    }
}

/// Gives `hotswap::__private` a name inside the generated block: so that a wrong `crate` is one error.
fn import(krate: &TokenStream) -> TokenStream {
    // Where the option is, if there is one: it may be another crate's path.
    let at = krate.clone().into_iter().last();
    let at = at.map_or_else(Span::call_site, |token| token.span());
    let at = Span::call_site().located_at(at);
    quote_spanned!(at=> use #krate::__private as __hotswap;)
}

/// The lints that the user has allowed on an item, for what is generated beside it; and what is out of date may be named
/// there: it is warned of where it is called.
fn lints<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> TokenStream {
    let is = |attribute: &Attribute, name: &str| attribute.path().is_ident(name);
    let allowed = attributes
        .into_iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) if is(attribute, "allow") || is(attribute, "expect") => {
                let lints = &list.tokens;
                Some(quote!(#[allow(#lints)]))
            }
            _ if is(attribute, "deprecated") => Some(quote!(#[allow(deprecated)])),
            _ => None,
        });
    allowed.collect()
}

/// What comes of an item that could not be read. Where nothing is reported, rustc has said why, or else it is not built.
fn not_read(item: TokenStream, options: TokenStream, errors: Errors) -> TokenStream {
    if let Err(errors) = errors.finish() {
        return with_errors(item, errors);
    }
    let mut others = Errors::new();
    let krate = Options::parse(options, &[key::CRATE], &mut others).krate();
    // They are told once the item can be read.
    let _ = others.finish();
    let stop = quote! {
        const _: () = {
            #[used]
            static __UNSUPPORTED: fn() = #krate::__private::unsupported_item::<()>;
        };
    };
    match syn::parse2::<Expr>(item.clone()) {
        Ok(_) => quote!({ #stop #item }),
        Err(_) => quote!(#item #stop),
    }
}

/// What the description of a function gives when it calls that. Of a future that is not `Send` rustc tells at the user's
/// `async`.
fn output(asynchronous: Option<&Token![async]>) -> TokenStream {
    let output = quote!(<Self as __hotswap::Returns>::Type);
    let Some(token) = asynchronous else {
        return output;
    };
    let at = Span::call_site().located_at(token.span);
    quote_spanned! {at=>
        impl __hotswap::core::future::Future<Output = #output> + __hotswap::core::marker::Send
    }
}

/// The trait that arguments are asked for by.
fn argument(is_async: bool, scope: &Lifetime) -> TokenStream {
    match is_async {
        true => quote!(__hotswap::AsyncArgument<#scope>),
        false => quote!(__hotswap::Argument<#scope>),
    }
}

/// The bytes of a manifest record, in the section where readers look for them.
fn record_static() -> TokenStream {
    quote! {
        // SAFETY: the section is ours, and holds records alone: bytes, that only readers of the file look at.
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
        static __BYTES: [__hotswap::core::primitive::u8; __RECORD.encoded_len()] = __RECORD.encode();
    }
}

/// A name that can be defined once in a crate, in any module: the name is the message. rustc reports a second one
/// at `at`.
///
/// A macro, since exported ones share one namespace of their crate; and no symbol, so that `cargo check` sees it.
/// The macro may have `rules`, for code that uses it.
fn once_in_a_crate(name: &str, at: Span, rules: &TokenStream) -> TokenStream {
    let name = Ident::new(name, at);
    let definition = quote_spanned!(at=> macro_rules! #name { () => {}; #rules });
    quote! {
        #[doc(hidden)]
        #[allow(non_local_definitions)]
        #[macro_export]
        #definition
    }
}
