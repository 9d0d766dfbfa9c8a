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
        if input.peek(token::Paren) {
            let group: Group = input.parse()?;
            return Ok(Self {
                key,
                value: Some(group.stream()),
                not_equals: Some(group.into_token_stream()),
            });
        }
        let colon: Option<Token![:]> = input.parse()?;
        let is_given = colon.is_some() || input.parse::<Option<Token![=]>>()?.is_some();
        Ok(Self {
            key,
            value: if is_given { value(input)? } else { None },
            not_equals: colon.map(|it| it.to_token_stream()),
        })
    }
}
