//! An error that crossed: its text, and its sources.

use std::error::Error as StdError;
use std::fmt;

use super::text_of;

/// An error of another library, as texts.
#[derive(Debug)]
pub(super) struct Crossed {
    message: String,
    source: Option<Box<Crossed>>,
}

impl Crossed {
    /// The first text is the error, and each of the others is the source of its predecessor.
    pub(super) fn new(texts: Vec<String>) -> Self {
        let mut source = None;
        let mut texts = texts.into_iter();
        let message = texts
            .next()
            .unwrap_or_else(|| "an error without a message".to_owned());
        for message in texts.rev() {
            source = Some(Box::new(Self { message, source }));
        }
        Self { message, source }
    }

    /// The texts of an error and of its sources.
    pub(super) fn texts(error: &(dyn StdError + 'static)) -> Vec<String> {
        /// Limits a chain of sources that contains itself, which is a bug of the error type.
        const MAX_SOURCES: usize = 64;
        let mut texts = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next
            && texts.len() < MAX_SOURCES
        {
            texts.push(text_of(&error));
            next = error.source();
        }
        texts
    }
}

impl fmt::Display for Crossed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Crossed {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
