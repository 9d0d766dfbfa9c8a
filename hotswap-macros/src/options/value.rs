//! The value of an option, as far as it can be told from what stands around it.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Expr, Ident, Token, Type};

/// What follows up to the next comma, unless it is cut off: a type or an expression, or what wants to be one.
pub(super) fn value(input: ParseStream<'_>) -> syn::Result<Option<TokenStream>> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(None);
    }
    if is_whole::<Type>(input) {
        return Ok(Some(input.parse::<Type>()?.into_token_stream()));
    }
    if is_whole::<Expr>(input) {
        return Ok(Some(input.parse::<Expr>()?.into_token_stream()));
    }
    if let Some(ty) = before_an_option::<Type>(input)? {
        return Ok(Some(ty));
    }
    if let Some(expression) = before_an_option::<Expr>(input)? {
        return Ok(Some(expression));
    }
    until_comma(input).map(Some)
}

/// What is followed by another option, without the comma that will be missed.
fn before_an_option<T: Parse + ToTokens>(
    input: ParseStream<'_>,
) -> syn::Result<Option<TokenStream>> {
    let fork = input.fork();
    let is_one = fork.parse::<T>().is_ok() && fork.peek(Ident::peek_any) && fork.peek2(Token![=]);
    match is_one {
        true => input.parse::<T>().map(|it| Some(it.into_token_stream())),
        false => Ok(None),
    }
}

/// Whether all that stands before the next comma is one of these.
pub(super) fn is_whole<T: Parse>(input: ParseStream<'_>) -> bool {
    // On tokens of its own: what a fork does not understand inside brackets, syn reports of the input as well.
    let Ok(rest) = input.fork().parse::<TokenStream>() else {
        return false;
    };
    let parser = |input: ParseStream<'_>| {
        input.parse::<T>()?;
        let is_end = input.is_empty() || input.peek(Token![,]);
        input.parse::<TokenStream>()?;
        Ok(is_end)
    };
    parser.parse2(rest).unwrap_or(false)
}

/// What stands before the next comma.
pub(super) fn until_comma(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}
