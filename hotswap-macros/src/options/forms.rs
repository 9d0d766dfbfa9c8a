//! The correct forms of options, for help texts.

use proc_macro2::TokenStream;
use syn::{Ident, Path};

use super::key;
use crate::tokens::objects_in;

/// The correct form of the option that was probably meant, or an example.
pub(super) fn right_form(key: &str, value: Option<&TokenStream>) -> String {
    let objects = value.map(objects_in).unwrap_or_default();
    let text = value.map(ToString::to_string);
    let text = text.as_deref().map(|text| {
        text.trim_start_matches(['b', 'c'])
            .trim_matches(['"', '\''])
    });
    match (key, text) {
        (key::NAME | key::PLUGIN | key::ALIAS, Some(text)) if is_plain(text) => {
            format!("\"{text}\"")
        }
        (key::NAME | key::PLUGIN | key::ALIAS, _) => "\"…\"".to_owned(),
        (key::EXPORTS, _) if !objects.is_empty() => objects[0].clone(),
        (key::EXPORTS, Some(text)) if syn::parse_str::<Path>(text).is_ok() => format!("dyn {text}"),
        (key::EXPORTS, _) => "dyn YourTrait".to_owned(),
        (key::IMPORTS, _) => "YourImports".to_owned(),
        (key::ITEMS, Some(text)) if syn::parse_str::<Ident>(text).is_ok() => format!("[{text}]"),
        (key::ITEMS, _) => "[some_crate]".to_owned(),
        (key::VERSION, _) => "2".to_owned(),
        (_, Some(text)) if syn::parse_str::<Path>(text).is_ok() => text.to_owned(),
        _ => "some::path".to_owned(),
    }
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// All options that are allowed.
pub(super) fn known(allowed: &[&str]) -> String {
    let forms = allowed.iter().map(|&key| match key {
        key::NAME => "name = \"…\"",
        key::CRATE => "crate = some::path",
        key::IMPORTS => "imports = YourImports",
        key::EXPORTS => "exports = dyn YourTrait",
        key::ITEMS => "items = [some_crate]",
        key::PLUGIN => "plugin = \"…\"",
        key::ALIAS => "alias = \"…\"",
        key::VERSION => "version = 2",
        key::UPGRADE => "upgrade(1 = some::function)",
        other => other,
    });
    format!("expected one of: {}", forms.collect::<Vec<_>>().join(", "))
}
