//! `#[live_type]`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{LitStr, Type};

use super::{once_in_a_crate, record_static};
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::item::is_another;
use crate::model::live_type::{ATTRIBUTE, LiveType};
use crate::options::live_type::Upgrade;

/// The whole way of a live type through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(live_type) = LiveType::parse(options.clone(), item.clone(), &mut errors) else {
        return super::not_read(item, options, errors);
    };
    check::live_type(&live_type, &mut errors);
    match errors.finish() {
        Ok(()) => expand(&live_type),
        Err(errors) => {
            let fallback = fallback(&live_type);
            with_errors(quote!(#item #fallback), errors)
        }
    }
}

/// For a type that is refused: so much that its values can be made into data, and its own errors are the only ones.
fn fallback(live_type: &LiveType) -> Option<TokenStream> {
    let comes_again = live_type
        .attributes
        .iter()
        .any(|it| is_another(it, ATTRIBUTE));
    if comes_again || !live_type.generics.params.is_empty() {
        return None;
    }
    let ident = &live_type.ident;
    let content = quote! {
        impl __hotswap::Live for #ident {
            const NAME: &'static __hotswap::core::primitive::str = "";
            const CRATE: &'static __hotswap::core::primitive::str = "";
            const VERSION: __hotswap::core::primitive::u32 = 1;
            const ALIASES: &'static [&'static __hotswap::core::primitive::str] = &[];
            const TYPE: &'static __hotswap::TypeDesc = &__hotswap::description("", &[]);
            const INTERFACES: &'static [__hotswap::As<Self>] = &[];
            const UPGRADES: &'static [__hotswap::Upgrade] = &[];
            const WRITE: __hotswap::Write<Self> = |_, _, _| loop {};
            const READ: __hotswap::Read<Self> = |_| loop {};
        }
    };
    Some(super::block(
        &live_type.options.common,
        &live_type.attributes,
        &content,
    ))
}

fn expand(live_type: &LiveType) -> TokenStream {
    let private = super::private();
    let original = &live_type.original;
    let ident = &live_type.ident;
    let (name, version) = (live_type.name(), live_type.version());
    let aliases = &live_type.options.common.aliases;
    let interfaces = &live_type.options.interfaces;
    let parts = interfaces.iter().map(|interface| {
        let implemented = implemented(live_type, interface);
        quote_spanned!(interface.span()=> #private::Part { label: "", ty: #implemented::INTERFACE })
    });
    let ways = interfaces.iter().map(|interface| {
        let implemented = implemented(live_type, interface);
        quote_spanned!(interface.span()=> #private::As::new(#implemented::INTERFACE, #implemented::object))
    });
    let upgrades = live_type.options.upgrades.iter();
    let upgrades = upgrades.map(|it| upgrade(live_type, it));
    let at = ident.span();
    let write = quote_spanned!(at=> <Self as #private::Writable>::write);
    let read = quote_spanned!(at=> <Self as #private::Readable>::read);
    let once = live_type
        .names()
        .map(|(name, unique)| once_in_a_crate(&unique, name.span(), &TokenStream::new()));
    let items = items(live_type);
    let content = quote! {
        #(#once)*
        #[automatically_derived]
        impl __hotswap::Live for #ident {
            const NAME: &'static __hotswap::core::primitive::str = #name;
            const CRATE: &'static __hotswap::core::primitive::str =
                __hotswap::crate_of(__hotswap::core::module_path!());
            const VERSION: __hotswap::core::primitive::u32 = #version;
            const ALIASES: &'static [&'static __hotswap::core::primitive::str] = &[#(#aliases),*];
            const TYPE: &'static __hotswap::TypeDesc = &__hotswap::description(#name, &[#(#parts),*]);
            const INTERFACES: &'static [__hotswap::As<Self>] = &[#(#ways),*];
            const UPGRADES: &'static [__hotswap::Upgrade] = &[#(#upgrades),*];
            const WRITE: __hotswap::Write<Self> = #write;
            const READ: __hotswap::Read<Self> = #read;
        }
        #items
    };
    let block = super::block(&live_type.options.common, &live_type.attributes, &content);
    quote!(#original #block)
}

/// A step from one version to the next.
fn upgrade(live_type: &LiveType, upgrade: &Upgrade) -> TokenStream {
    let (from, function) = (live_type.from(upgrade), &upgrade.function);
    // All of it at the function's place: what does not fit is reported there.
    let at = function.span();
    let (next, check) = match from.checked_add(1) == Some(live_type.version()) {
        true => {
            let next = quote_spanned!(at=> __hotswap::IntoCurrent::<Self, _>::into_last);
            (next, TokenStream::new())
        }
        false => (
            quote_spanned!(at=> __hotswap::IntoUpgraded::into_stage),
            not_a_foreign_result(at),
        ),
    };
    // Without `?`: for a type that cannot be inferred, it would cause an error about `!`, which the user did not write.
    let map = Ident::new("map", Span::call_site());
    let step = quote_spanned! {at=>
        |__stage| {
            let __upgrade: fn(_) -> _ = #function;
            #check
            __hotswap::Readable::read(__stage).#map(__upgrade).and_then(#next)
        }
    };
    quote!(__hotswap::Upgrade::new(#from, #step))
}

/// A `Result` of others may be written as data, so nothing else would keep it from being taken for the next version.
fn not_a_foreign_result(at: Span) -> TokenStream {
    quote_spanned! {at=>
        {
            #[allow(unused_imports)]
            use __hotswap::NoForeignResult as _;
            __hotswap::OurError::is(__hotswap::Returned::by(__upgrade).__foreign_error());
        }
    }
}

/// The interface, as far as the type implements it.
fn implemented(live_type: &LiveType, interface: &Type) -> TokenStream {
    let private = super::private();
    let ident = &live_type.ident;
    quote_spanned!(interface.span()=> <#interface as #private::ImplementedBy<#ident>>)
}

/// An item for each name: an alias is looked up, listed and compared as any other.
fn items(live_type: &LiveType) -> TokenStream {
    let ident = &live_type.ident;
    let own = item(live_type, &quote!(of::<#ident>()));
    let alias = |name: &LitStr| item(live_type, &quote!(alias::<#ident>(#name)));
    let aliases = live_type.options.common.aliases.iter().map(alias);
    quote!(#own #(#aliases)*)
}

fn item(live_type: &LiveType, record: &TokenStream) -> TokenStream {
    let ident = &live_type.ident;
    let bytes = record_static();
    quote! {
        const _: () = {
            const __RECORD: __hotswap::LiveTypeRecord = __hotswap::LiveTypeRecord::#record;
            #bytes
            __hotswap::item!(__hotswap::Item::live_type::<#ident>(__RECORD.name(), &__BYTES));
        };
    }
}
