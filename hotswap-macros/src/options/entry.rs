//! One option as it was written, with whatever stands for its value.

use proc_macro2::{Group, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, Token, token};

use super::value::value;

/// `key` or `key = value`.
pub(super) struct Entry {
    pub(super) key: Ident,
    pub(super) value: Option<TokenStream>,
    /// What stands where `=` should: `key: value`, `key(value)`.
    pub(super) not_equals: Option<TokenStream>,
}

impl Entry {
    /// Where a wrong value is reported.
    pub(super) fn place(&self) -> TokenStream {
        match &self.value {
            Some(value) => value.clone(),
            None => self.key.to_token_stream(),
        }
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = Ident::parse_any(input)
            .map_err(|error| syn::Error::new(error.span(), "expected the name of an option"))?;
        let mut not_equals = None;
        let value = if input.peek(token::Paren) {
            let group: Group = input.parse()?;
            not_equals = Some(group.to_token_stream());
            Some(group.stream())
        } else {
            if input.peek(Token![:]) {
                not_equals = Some(input.parse::<Token![:]>()?.to_token_stream());
            } else if !input.peek(Token![=]) {
                return Ok(Self {
                    key,
                    value: None,
                    not_equals,
                });
            } else {
                input.parse::<Token![=]>()?;
            }
            value(input)?
        };
        Ok(Self {
            key,
            value,
            not_equals,
        })
    }
}
