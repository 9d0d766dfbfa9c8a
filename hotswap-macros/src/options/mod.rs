//! What stands in an attribute's parentheses: `name = "…", crate = path`, or a bare word.
//!
//! - `entry`: one option as it was written
//! - `value`: where its value ends
//! - `forms`: how options are written right
//! - `nearest`: which was meant
//! - `live_type`: what stands in those of `#[live_type(…)]` besides

mod entry;
mod forms;
pub(crate) mod live_type;
mod nearest;
mod value;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Meta, Path, Token, Type, TypeTraitObject};

use self::entry::Entry;
use self::forms::{known, right_form};
use self::nearest::nearest;
use crate::diag::Errors;
use crate::tokens::{begin_with, objects_in};

/// The keys, once for all macros.
pub(crate) mod key {
    pub(crate) const NAME: &str = "name";
    pub(crate) const CRATE: &str = "crate";
    pub(crate) const RECURSIVE: &str = "recursive";
    pub(crate) const IMPORTS: &str = "imports";
    pub(crate) const EXPORTS: &str = "exports";
    pub(crate) const ITEMS: &str = "items";
    pub(crate) const PLUGIN: &str = "plugin";
    pub(crate) const OPTIONAL: &str = "optional";
    pub(crate) const ORDER_ONLY: &str = "order_only";
    pub(crate) const SKIP: &str = "skip";
    pub(crate) const ALIAS: &str = "alias";
    pub(crate) const VERSION: &str = "version";
    pub(crate) const UPGRADE: &str = "upgrade";
}

/// The options of one item.
#[derive(Default)]
pub(crate) struct Options {
    name: Option<LitStr>,
    krate: Option<Path>,
    /// `recursive`, of a field or a method.
    pub(crate) recursive: Option<Ident>,
    /// The type of a plugin's imports.
    pub(crate) imports: Option<Type>,
    /// The interface that a plugin exports.
    pub(crate) exports: Option<Type>,
    items: Option<Crates>,
    /// The plugin that an import is of.
    pub(crate) plugin: Option<LitStr>,
    /// `optional`, of an import.
    pub(crate) optional: Option<Ident>,
    /// `order_only`, of an import.
    pub(crate) order_only: Option<Ident>,
    /// `skip`, of a field that is no import.
    pub(crate) skip: Option<Ident>,
    /// Names that a live type had before.
    pub(crate) aliases: Vec<LitStr>,
    /// The version of a live type.
    pub(crate) version: Option<LitInt>,
}

/// `[some_crate, other_crate]`.
struct Crates(Punctuated<Ident, Token![,]>);

impl Parse for Crates {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let list;
        syn::bracketed!(list in input);
        Punctuated::parse_terminated(&list).map(Self)
    }
}

impl Options {
    /// Reads what stands in an attribute macro's parentheses. Only the keys in `allowed` may be there.
    pub(crate) fn parse(tokens: TokenStream, allowed: &[&str], errors: &mut Errors) -> Self {
        let mut options = Self::default();
        options.add(tokens, allowed, errors);
        options
    }

    /// Reads the `#[hotswap(…)]` among the attributes of an item that a derive macro got.
    pub(crate) fn of_attributes(
        attributes: &[syn::Attribute],
        allowed: &[&str],
        errors: &mut Errors,
    ) -> Self {
        let mut options = Self::default();
        for attribute in attributes {
            if !attribute.path().is_ident("hotswap") {
                continue;
            }
            match &attribute.meta {
                Meta::List(list) => options.add(list.tokens.clone(), allowed, errors),
                other => errors.push(
                    other,
                    "options must be in parentheses: `#[hotswap(…)]`",
                    &known(allowed),
                ),
            }
        }
        options
    }

    fn add(&mut self, tokens: TokenStream, allowed: &[&str], errors: &mut Errors) {
        if without_key(&tokens, allowed, errors) {
            return;
        }
        match Punctuated::<Entry, Token![,]>::parse_terminated.parse2(tokens) {
            Ok(entries) => {
                for entry in entries {
                    self.set(&entry, allowed, errors);
                }
            }
            Err(error) => errors.push_syntax(&error, &known(allowed)),
        }
    }

    fn set(&mut self, entry: &Entry, allowed: &[&str], errors: &mut Errors) {
        let key = entry.key.to_string();
        if !allowed.contains(&key.as_str()) {
            return unknown(&entry.key, allowed, errors);
        }
        let repeated = match key.as_str() {
            key::NAME => fill(&mut self.name, entry, errors),
            key::CRATE => fill(&mut self.krate, entry, errors),
            key::IMPORTS => fill(&mut self.imports, entry, errors),
            key::EXPORTS => fill(&mut self.exports, entry, errors),
            key::ITEMS => fill(&mut self.items, entry, errors),
            key::PLUGIN => fill(&mut self.plugin, entry, errors),
            key::OPTIONAL => flag(&mut self.optional, entry, errors),
            key::ORDER_ONLY => flag(&mut self.order_only, entry, errors),
            key::SKIP => flag(&mut self.skip, entry, errors),
            key::ALIAS => add(&mut self.aliases, entry, errors),
            key::VERSION => fill(&mut self.version, entry, errors),
            _ => flag(&mut self.recursive, entry, errors),
        };
        if repeated {
            let help = match key.as_str() {
                key::EXPORTS => "remove one of them: a plugin exports one interface",
                _ => "remove one of them",
            };
            errors.push(&entry.key, format!("`{key}` is given twice"), help);
        }
    }

    /// The path to the `hotswap` crate.
    pub(crate) fn krate(&self) -> TokenStream {
        match &self.krate {
            Some(path) => path.to_token_stream(),
            None => quote!(::hotswap),
        }
    }

    /// Where no path to the `hotswap` crate is given, it is that of `other`.
    pub(crate) fn or_crate_of(&mut self, other: &Self) {
        if self.krate.is_none() {
            self.krate.clone_from(&other.krate);
        }
    }

    /// The name that is given, or else that of the item.
    pub(crate) fn name_of(&self, ident: &Ident) -> LitStr {
        match &self.name {
            Some(name) => name.clone(),
            None => LitStr::new(&ident.unraw().to_string(), ident.span()),
        }
    }

    /// Other crates whose items are the plugin's.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Ident> {
        self.items.iter().flat_map(|crates| &crates.0)
    }
}

/// Reports a value alone, where it is clear which key was meant.
fn without_key(tokens: &TokenStream, allowed: &[&str], errors: &mut Errors) -> bool {
    let name = [key::NAME, key::PLUGIN]
        .into_iter()
        .find(|key| allowed.contains(key));
    if let (Some(key), Ok(name)) = (name, syn::parse2::<LitStr>(tokens.clone())) {
        name_without_key(&name, key, errors);
        return true;
    }
    let exports = allowed.contains(&key::EXPORTS) && begin_with(tokens, "dyn");
    if let (true, Ok(interface)) = (exports, syn::parse2::<TypeTraitObject>(tokens.clone())) {
        let help = format!("write `exports = {}`", objects_in(tokens).join(""));
        errors.push(interface, "the exported interface needs its key", &help);
        return true;
    }
    false
}

fn name_without_key(name: &LitStr, key: &str, errors: &mut Errors) {
    let help = format!("write `{key} = {}`", name.token());
    errors.push(name, "a name needs its key", &help);
}

/// Adds a value to an option that may be given often.
fn add<T: Parse>(places: &mut Vec<T>, entry: &Entry, errors: &mut Errors) -> bool {
    let mut place = None;
    fill(&mut place, entry, errors);
    places.extend(place);
    false
}

/// Sets an option from the entry's value; says whether it was set before.
fn fill<T: Parse>(place: &mut Option<T>, entry: &Entry, errors: &mut Errors) -> bool {
    let key = &entry.key;
    let value = entry.value.clone().unwrap_or_default();
    let wrong = match (&entry.value, syn::parse2(value)) {
        (_, Ok(value)) if entry.not_equals.is_none() => return place.replace(value).is_some(),
        (_, Ok(_)) => format!("`{key}` must be followed by `=`"),
        (Some(_), _) => format!("`{key}` has an invalid value"),
        (None, _) => format!("`{key}` has no value"),
    };
    let form = right_form(&key.to_string(), entry.value.as_ref());
    let at = entry.not_equals.clone().unwrap_or_else(|| entry.place());
    errors.push(at, wrong, &format!("write `{key} = {form}`"));
    false
}

/// Sets an option that is but a word; says whether it was set before.
fn flag(place: &mut Option<Ident>, entry: &Entry, errors: &mut Errors) -> bool {
    let key = &entry.key;
    if entry.value.is_some() {
        let help = format!("write `{key}` alone");
        errors.push(entry.place(), format!("`{key}` takes no value"), &help);
    }
    place.replace(key.clone()).is_some()
}

fn unknown(key: &Ident, allowed: &[&str], errors: &mut Errors) {
    if allowed.is_empty() {
        let help = "put it on the type, or on a field";
        return errors.push(key, "a variant cannot have options", help);
    }
    let help = match nearest(&key.to_string(), allowed) {
        Some(near) => format!("did you mean `{near}`?"),
        None => known(allowed),
    };
    errors.push(key, format!("unknown option `{key}`"), &help);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors_of(tokens: TokenStream) -> String {
        let mut errors = Errors::new();
        Options::parse(tokens, &[key::NAME, key::CRATE], &mut errors);
        errors.finish().err().unwrap_or_default().to_string()
    }

    #[test]
    fn a_misspelt_option_gets_a_suggestion() {
        assert!(errors_of(quote!(nmae = "x")).contains("did you mean `name`?"));
        assert!(
            errors_of(quote!(colour = "x"))
                .contains("expected one of: name = \\\"…\\\", crate = some::path")
        );
    }

    #[test]
    fn a_repeated_option_and_a_wrong_value_are_both_reported() {
        let errors = errors_of(quote!(name = "a", name = "b", crate = "c d"));
        assert!(errors.contains("`name` is given twice"), "{errors}");
        assert!(errors.contains("write `crate = some::path`"), "{errors}");
    }

    #[test]
    fn the_crate_may_have_another_name() {
        let mut errors = Errors::new();
        let options = Options::parse(quote!(crate = my::swap), &[key::CRATE], &mut errors);
        errors.finish().unwrap();
        assert_eq!(options.krate().to_string(), "my :: swap");
    }
}
