//! Turns an `async fn` of a trait into a function that returns a future.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{TraitItemFn, parse_quote};

use super::signature::result;
use crate::tokens::located_at;

/// Makes a function that returns a `Send` future of an `async fn`, and keeps it away from `dyn Trait`. Implementors still write
/// an `async fn`.
///
/// Errors of rustc point at the user's `async`.
pub(crate) fn declare(method: &mut TraitItemFn, private: &TokenStream) {
    let Some(token) = method.sig.asyncness.take() else {
        return;
    };
    let at = Span::call_site().located_at(token.span);
    let private = located_at(private.clone(), at);
    let result = result(&method.sig);
    let future = quote_spanned! {at=>
        -> impl #private::core::future::Future<Output = #result> + #private::core::marker::Send
    };
    let sized = quote_spanned!(at=> Self: #private::core::marker::Sized);
    method.sig.output = parse_quote!(#future);
    let clause = method.sig.generics.make_where_clause();
    clause.predicates.push(parse_quote!(#sized));
    if let Some(body) = &method.default {
        let body = quote_spanned!(at=> { async move #body });
        method.default = Some(parse_quote!(#body));
    }
}
