//! Helpers for items of all kinds.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Signature, TraitItemFn};

use crate::diag::Errors;

/// Reports an attribute on an item of the wrong kind.
pub(crate) fn report_other(
    item: &Item,
    attribute: &str,
    belongs_on: &str,
    help: &str,
    errors: &mut Errors,
) {
    let (what, at) = named(item);
    let wrong = format!("{attribute} belongs on {belongs_on}, not on {what}");
    errors.push(at, wrong, help);
}

/// Whether an attribute has the name of `attribute`, like `#[live_fn]`.
pub(crate) fn is_another(other: &Attribute, attribute: &str) -> bool {
    let name = attribute.trim_matches(['#', '[', ']']).rsplit(':').next();
    let last = other.path().segments.last();
    last.map(|it| it.ident.to_string()).as_deref() == name
}

/// Reports an attribute that is there already.
pub(crate) fn twice(other: &Attribute, attribute: &str, errors: &mut Errors) {
    errors.push(
        other.path(),
        format!("{attribute} is given twice"),
        "remove one of them",
    );
}

/// The kind of an item, for messages, and its first tokens.
fn named(item: &Item) -> (&'static str, TokenStream) {
    match item {
        Item::Const(it) => ("a constant", pair(&it.const_token, &it.ident)),
        Item::Enum(it) => ("an enum", pair(&it.enum_token, &it.ident)),
        Item::ExternCrate(it) => ("an `extern crate`", pair(&it.extern_token, &it.crate_token)),
        Item::Fn(it) if it.sig.receiver().is_some() => method(&it.sig),
        Item::Fn(it) => ("a function", pair(&it.sig.fn_token, &it.sig.ident)),
        Item::ForeignMod(it) => ("an `extern` block", it.abi.to_token_stream()),
        Item::Impl(it) => ("an `impl`", it.impl_token.to_token_stream()),
        Item::Macro(it) => ("a macro", it.mac.path.to_token_stream()),
        Item::Mod(it) => ("a module", pair(&it.mod_token, &it.ident)),
        Item::Static(it) => ("a static", pair(&it.static_token, &it.ident)),
        Item::Struct(it) => ("a struct", pair(&it.struct_token, &it.ident)),
        Item::Trait(it) => ("a trait", pair(&it.trait_token, &it.ident)),
        Item::TraitAlias(it) => ("a trait alias", pair(&it.trait_token, &it.ident)),
        Item::Type(it) => ("a type alias", pair(&it.type_token, &it.ident)),
        Item::Union(it) => ("a union", pair(&it.union_token, &it.ident)),
        Item::Use(it) => ("a `use`", it.use_token.to_token_stream()),
        Item::Verbatim(it) => match syn::parse2::<TraitItemFn>(it.clone()) {
            Ok(it) => method(&it.sig),
            Err(_) => ("this", it.clone()),
        },
        other => ("this", other.to_token_stream()),
    }
}

fn method(signature: &Signature) -> (&'static str, TokenStream) {
    let at = pair(&signature.fn_token, &signature.ident);
    ("a method", at)
}

fn pair(first: &impl ToTokens, second: &impl ToTokens) -> TokenStream {
    quote!(#first #second)
}

/// An identifier that is unique in the crate, and that explains a conflict: `a_plugin_fn_called_hum`.
pub(crate) fn unique_name(attribute: &str, name: &str) -> String {
    let attribute = attribute.trim_matches(['#', '[', ']']);
    let readable = name.replace(|c: char| !c.is_alphanumeric() && c != '_', "_");
    if readable == name {
        return format!("a_{attribute}_called_{name}");
    }
    // Other names may look the same in letters.
    let step = |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    let hash = name.bytes().fold(0x811c_9dc5, step);
    format!("a_{attribute}_called_{readable}_{hash:08x}")
}
