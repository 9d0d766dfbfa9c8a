//! A place in a value, from which it is read.

use serde::de::{self, Unexpected, Visitor};

use super::error::DecodeError;
use crate::live_data::token::{Reader, Token};

/// A position in a value. The value was checked before: it is well-formed and not nested too deeply.
pub(super) struct Decoder<'de>(pub(super) Reader<'de>);

impl<'de> Decoder<'de> {
    /// The error that `token` is not what the visitor wants.
    #[cold]
    pub(super) fn wrong_type<'v, V: Visitor<'v>>(token: Token<'_>, visitor: &V) -> DecodeError {
        let found = match token {
            Token::Nil => Unexpected::Unit,
            Token::Bool(value) => Unexpected::Bool(value),
            Token::Unsigned(value) => Unexpected::Unsigned(value),
            Token::Signed(value) => Unexpected::Signed(value),
            Token::F32(value) => Unexpected::Float(value.into()),
            Token::F64(value) => Unexpected::Float(value),
            Token::Text(text) => match std::str::from_utf8(text) {
                Ok(text) => Unexpected::Str(text),
                Err(_) => Unexpected::Bytes(text),
            },
            Token::Bytes(bytes) => Unexpected::Bytes(bytes),
            Token::List(_) => Unexpected::Seq,
            Token::Map(_) => Unexpected::Map,
        };
        de::Error::invalid_type(found, visitor)
    }

    /// A number of 128 bits, which is written as its bytes; `None` where a narrower type wrote it.
    pub(super) fn wide(&mut self) -> Result<Option<[u8; 16]>, DecodeError> {
        if let Token::Bytes(bytes) = self.0.peek()?
            && let Ok(bytes) = bytes.try_into()
        {
            self.0.token()?;
            return Ok(Some(bytes));
        }
        Ok(None)
    }
}
