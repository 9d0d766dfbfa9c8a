//! What is generated. Nothing here can fail: `check` has refused what could.
//!
//! Everything is named by an absolute path through `hotswap::__private`, and stands inside
//! `const _: () = { … }`, so that nothing collides with the user's own names.

pub(crate) mod abi;
mod field;
pub(crate) mod function;
pub(crate) mod imports;
pub(crate) mod interface;
mod known;
pub(crate) mod live_type;
pub(crate) mod plugin;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The name of `hotswap::__private` inside the generated block: so that a wrong `crate` is one error.
fn private() -> TokenStream {
    quote!(__hotswap)
}

/// Brings [`private`] into the generated block.
fn import(krate: &TokenStream) -> TokenStream {
    quote!(use #krate::__private as __hotswap;)
}

/// The bytes of a manifest record, in the section where readers look for them.
fn record_static(private: &TokenStream) -> TokenStream {
    quote! {
        // SAFETY: the section is ours, and holds records alone: bytes, that only readers of the file look at.
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__hotswap"))]
        #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".hotswap"))]
        static __BYTES: [#private::core::primitive::u8; __RECORD.encoded_len()] = __RECORD.encode();
    }
}

/// What can be defined once in a crate, in whichever module: its name is the message. rustc reports a second one
/// at `at`.
///
/// A macro, since exported ones share one namespace of their crate; and no symbol, so that `cargo check` sees it.
/// It may have `rules` for those who name it.
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
