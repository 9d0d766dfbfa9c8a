//! A value inside live data, which is read without knowing its type.
//!
//! Reading has no errors: an invalid value ends early, because code that only shows data cannot handle an error. All live data was
//! checked when it was created.

use super::token::{Reader, Token};

/// A value, at the front of some bytes.
#[derive(Clone, Copy)]
pub(super) struct Value<'a>(&'a [u8]);

/// The content of a value, for showing it or writing it in another format.
pub(super) enum Content<'a> {
    /// A scalar, or the text of one; never a list or a map.
    Scalar(Token<'a>),
    List(Values<'a>),
    Map(Pairs<'a>),
}

impl<'a> Value<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn content(self) -> Content<'a> {
        let mut reader = Reader::new(self.0);
        match reader.token().unwrap_or(Token::Nil) {
            Token::List(left) => Content::List(Values {
                reader,
                left: left.into(),
            }),
            Token::Map(left) => Content::Map(Pairs(Values {
                reader,
                left: 2 * u64::from(left),
            })),
            token => Content::Scalar(token),
        }
    }

    /// The text, if the value is one.
    pub(super) fn text(self) -> Option<&'a str> {
        match Reader::new(self.0).token() {
            Ok(Token::Text(text)) => std::str::from_utf8(text).ok(),
            _ => None,
        }
    }
}

/// The values of a list, one after the other.
#[derive(Clone)]
pub(super) struct Values<'a> {
    reader: Reader<'a>,
    left: u64,
}

impl<'a> Iterator for Values<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        self.left = self.left.checked_sub(1)?;
        let value = Value(self.reader.rest());
        self.reader.skip().ok()?;
        Some(value)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        exactly(self.left)
    }
}

/// The keys and values of a map.
#[derive(Clone)]
pub(super) struct Pairs<'a>(Values<'a>);

impl<'a> Iterator for Pairs<'a> {
    type Item = (Value<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.0.next()?, self.0.next()?))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        exactly(self.0.left / 2)
    }
}

/// The number of items, which some formats need before the first item.
fn exactly(left: u64) -> (usize, Option<usize>) {
    usize::try_from(left).map_or((0, None), |left| (left, Some(left)))
}
