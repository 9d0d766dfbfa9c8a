//! The macros, called as functions: what they make of code that is right, and of code that is not there yet.

mod expansion;
mod half_typed;
mod lines;
mod spans;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta};

use crate::expand;
use crate::model::function::FunctionKind;
use crate::model::package::Package;

/// What one of our attributes makes of an item; `derive` is told in its options what to derive.
fn expand_with(attribute: &str, options: TokenStream, item: TokenStream) -> TokenStream {
    match attribute {
        "plugin_fn" => expand::function::run(FunctionKind::Plugin, options, item),
        "live_fn" => expand::function::run(FunctionKind::Live, options, item),
        "methods" => expand::methods::run(options, item),
        "live_type" => expand::live_type::run(options, item),
        "interface" => expand::interface::run(options, item),
        "plugin" => expand::plugin::run_for(package(), options, item),
        "derive" => {
            let derived = match options.to_string().as_str() {
                "Imports" => expand::imports::run(item.clone()),
                _ => expand::abi::run(item.clone()),
            };
            quote!(#item #derived)
        }
        other => panic!("#[{other}] is none of our attributes"),
    }
}

/// What the macros make of an item with one of our attributes, which comes first.
fn expand_item(mut item: Item) -> TokenStream {
    let attributes = match &mut item {
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        other => return other.to_token_stream(),
    };
    let attribute = attributes.remove(0);
    let name = attribute
        .path()
        .segments
        .last()
        .map(|it| it.ident.to_string());
    expand_with(
        &name.unwrap_or_default(),
        options(&attribute),
        item.into_token_stream(),
    )
}

/// What the macros make of a file, as people would write it.
fn expand(source: &str) -> String {
    let source = syn::parse_file(source).unwrap();
    let tokens = source.items.into_iter().map(expand_item).collect();
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

fn options(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

fn package() -> Package {
    Package {
        name: "world-plugin".to_owned(),
        version: "1.2.3".to_owned(),
        crate_name: "world_plugin".to_owned(),
    }
}

/// All tokens, those in groups too.
fn flat(tokens: TokenStream) -> Vec<TokenTree> {
    let trees = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Group(group) => flat(group.stream()),
        other => vec![other],
    });
    trees.collect()
}
