//! `#[hotswap::methods]`.

use proc_macro2::TokenStream;
use quote::quote;

use super::function::beside;
use crate::check;
use crate::diag::{Errors, with_errors};
use crate::model::methods::Methods;

/// The whole way of an `impl` through the macro.
pub(crate) fn run(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let Some(mut methods) = Methods::parse(options.clone(), item.clone(), &mut errors) else {
        return super::not_read(item, options, errors);
    };
    check::methods(&methods, &mut errors);
    let plain = &methods.plain;
    if let Err(errors) = errors.finish() {
        return with_errors(plain.clone(), errors);
    }
    for function in &mut methods.functions {
        function.options.or_crate_of(&methods.options);
        function.around = methods.head.attributes.clone();
    }
    let blocks = methods.functions.iter().map(beside);
    quote!(#plain #(#blocks)*)
}
