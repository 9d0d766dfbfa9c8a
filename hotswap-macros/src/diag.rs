//! Errors, collected so that all of them are reported at once, each at the tokens it is about.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors found so far.
///
/// They must be taken out with [`Errors::finish`]. Dropping them is a bug of the macro.
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self {
            found: Vec::new(),
            finished: false,
        }
    }

    /// Adds an error at `tokens`: what is wrong, and what to write instead.
    pub(crate) fn push(&mut self, tokens: impl ToTokens, wrong: impl Into<String>, help: &str) {
        let message = format!("{}\n= help: {help}", wrong.into());
        self.found.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes an error of the parser in an attribute's parentheses, with what could stand there.
    pub(crate) fn push_syntax(&mut self, error: &syn::Error, help: &str) {
        let message = format!("{error}\n= help: {help}");
        self.found.push(syn::Error::new(error.span(), message));
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// The errors as tokens that make rustc report them; `Ok` if there are none.
    pub(crate) fn finish(mut self) -> Result<(), TokenStream> {
        self.finished = true;
        if self.found.is_empty() {
            return Ok(());
        }
        Err(self
            .found
            .iter()
            .map(syn::Error::to_compile_error)
            .collect())
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        if !self.finished && !std::thread::panicking() {
            panic!("a macro of hotswap forgot to report its errors");
        }
    }
}

/// The item as the user wrote it, with errors after it, so that code that uses the item still compiles.
pub(crate) fn with_errors(original: impl ToTokens, errors: TokenStream) -> TokenStream {
    let mut tokens = original.into_token_stream();
    tokens.extend(errors);
    tokens
}
