//! Helpers for tokens that are not parsed.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// Every identifier, however deep.
pub(crate) fn idents(tokens: TokenStream) -> Vec<Ident> {
    let found = tokens.into_iter().flat_map(|token| match token {
        TokenTree::Ident(ident) => vec![ident],
        TokenTree::Group(group) => idents(group.stream()),
        _ => Vec::new(),
    });
    found.collect()
}

/// Tokens without groups at another place.
pub(crate) fn located_at(tokens: TokenStream, at: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(at));
        token
    });
    tokens.collect()
}

/// Whether that word comes first.
pub(crate) fn begin_with(tokens: &TokenStream, word: &str) -> bool {
    let first = tokens.clone().into_iter().next();
    matches!(first, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Every `dyn Trait` in it, as text.
pub(crate) fn objects_in(tokens: &TokenStream) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut is_inside = false;
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => {
                is_inside = false;
                found.extend(objects_in(&group.stream()));
            }
            TokenTree::Ident(ident) if ident == "dyn" => {
                is_inside = true;
                found.push("dyn ".to_owned());
            }
            TokenTree::Punct(punct) if punct.as_char() != ':' => is_inside = false,
            part => {
                if let (true, Some(last)) = (is_inside, found.last_mut()) {
                    last.push_str(&part.to_string());
                }
            }
        }
    }
    found
}
