//! What stands in an attribute's parentheses: `name = "…", crate = path`, or a bare word.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Path, Token};

use crate::diag::Errors;

/// The keys, once for all macros.
pub(crate) mod key {
    pub(crate) const NAME: &str = "name";
    pub(crate) const CRATE: &str = "crate";
    pub(crate) const RECURSIVE: &str = "recursive";
}

/// The options of one item.
#[derive(Default)]
pub(crate) struct Options {
    name: Option<LitStr>,
    krate: Option<Path>,
    recursive: Option<Ident>,
}

/// `key` or `key = value`.
struct Entry {
    key: Ident,
    value: Option<TokenStream>,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = Ident::parse_any(input)
            .map_err(|error| syn::Error::new(error.span(), "expected the name of an option"))?;
        let value = if input.parse::<Option<Token![=]>>()?.is_some() {
            let value: syn::Expr = input.parse()?;
            Some(value.into_token_stream())
        } else {
            None
        };
        Ok(Self { key, value })
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
            match attribute.meta.require_list() {
                Ok(list) => options.add(list.tokens.clone(), allowed, errors),
                Err(error) => errors.push_syntax(&error, &known(allowed)),
            }
        }
        options
    }

    fn add(&mut self, tokens: TokenStream, allowed: &[&str], errors: &mut Errors) {
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
            key::NAME => fill(&mut self.name, entry, "name = \"…\"", errors),
            key::CRATE => fill(&mut self.krate, entry, "crate = some::path", errors),
            _ => self.recursive.replace(entry.key.clone()).is_some(),
        };
        if repeated {
            errors.push(
                &entry.key,
                format!("`{key}` is given twice"),
                "leave one of them out",
            );
        }
    }

    /// The path to the `hotswap` crate.
    pub(crate) fn krate(&self) -> TokenStream {
        match &self.krate {
            Some(path) => path.to_token_stream(),
            None => quote!(::hotswap),
        }
    }

    pub(crate) fn name(&self) -> Option<&LitStr> {
        self.name.as_ref()
    }

    pub(crate) fn is_recursive(&self) -> bool {
        self.recursive.is_some()
    }
}

/// Sets an option from the entry's value; says whether it was set before.
fn fill<T: Parse>(place: &mut Option<T>, entry: &Entry, form: &str, errors: &mut Errors) -> bool {
    let value = entry.value.clone().unwrap_or_default();
    match syn::parse2(value) {
        Ok(value) => place.replace(value).is_some(),
        Err(_) => {
            let at = match &entry.value {
                Some(value) => value.clone(),
                None => entry.key.to_token_stream(),
            };
            let key = entry.key.to_string();
            errors.push(
                at,
                format!("`{key}` has a value of the wrong form"),
                &format!("write `{form}`"),
            );
            false
        }
    }
}

fn unknown(key: &Ident, allowed: &[&str], errors: &mut Errors) {
    let help = match nearest(&key.to_string(), allowed) {
        Some(near) => format!("did you mean `{near}`?"),
        None => known(allowed),
    };
    errors.push(key, format!("there is no option `{key}`"), &help);
}

fn known(allowed: &[&str]) -> String {
    format!("known here: {}", allowed.join(", "))
}

/// The option with the same first letter that shares most of its letters with what was written.
fn nearest<'a>(written: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let shared = |known: &str| known.chars().filter(|&c| written.contains(c)).count();
    allowed
        .iter()
        .copied()
        .filter(|known| known.chars().next() == written.chars().next())
        .filter(|known| shared(known) * 4 >= known.len() * 3 && written.len() <= known.len() + 3)
        .max_by_key(|known| shared(known))
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
        assert!(errors_of(quote!(colour = "x")).contains("known here: name, crate"));
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
