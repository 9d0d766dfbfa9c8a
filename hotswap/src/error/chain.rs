//! An error that crossed: its text, and the errors behind it.

use std::error::Error as StdError;
use std::fmt;

use super::text_of;

/// An error of another library, of which the texts are left.
#[derive(Debug)]
pub(super) struct Crossed {
    message: String,
    source: Option<Box<Crossed>>,
}

impl Crossed {
    /// The first text is the error, each further one the source of the one before.
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

    /// The texts of an error and of everything behind it.
    pub(super) fn texts(error: &(dyn StdError + 'static)) -> Vec<String> {
        /// Sources are chained by people; a loop would be a bug of theirs, and not end here.
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
