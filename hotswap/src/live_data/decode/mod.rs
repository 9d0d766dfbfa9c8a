//! Reads a value as a type, through serde.
//!
//! This is the counterpart of rmp-serde's serializer. rmp-serde's own deserializer is not used, for three reasons. Its errors
//! (`wrong msgpack marker FixStr(1)`) contain neither the place nor the expected type. To find the place by reading again, through
//! a wrapper, would double the code that is compiled for each type in each plugin. And it does not count depth through enums, so
//! hostile data could overflow the stack.
//!
//! - `decoder`: a place in a value
//! - `access`: lists, maps and enums
//! - `error`: the error, with the place of the value that does not fit

mod access;
mod decoder;
mod error;

use serde::de::{self, Deserialize, Visitor};

use super::token::{Reader, Token};
use access::{Elements, Entries, Variant};
use decoder::Decoder;
pub(super) use error::DecodeError;

/// Reads a value from all of `bytes`.
pub(super) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    let mut decoder = Decoder(Reader::new(bytes));
    let value = T::deserialize(&mut decoder)?;
    match decoder.0.rest() {
        [] => Ok(value),
        _ => Err(de::Error::custom("trailing data after the value")),
    }
}

impl<'de> Decoder<'de> {
    fn number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Unsigned(value) => visitor.visit_u64(value),
            Token::Signed(value) => visitor.visit_i64(value),
            Token::F32(value) => visitor.visit_f32(value),
            Token::F64(value) => visitor.visit_f64(value),
            other => Err(Self::wrong_type(other, &visitor)),
        }
    }

    fn text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Text(text) => visit_text(text, visitor),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            other => Err(Self::wrong_type(other, &visitor)),
        }
    }

    fn elements<V: Visitor<'de>>(&mut self, len: u32, visitor: V) -> Result<V::Value, DecodeError> {
        let mut elements = Elements::new(self, len);
        let value = visitor.visit_seq(&mut elements)?;
        elements.end()?;
        Ok(value)
    }

    fn entries<V: Visitor<'de>>(&mut self, len: u32, visitor: V) -> Result<V::Value, DecodeError> {
        let mut entries = Entries::new(self, len);
        let value = visitor.visit_map(&mut entries)?;
        entries.end()?;
        Ok(value)
    }

    /// A list; or bytes, which `Vec<u8>` and `[u8; N]` take for one.
    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::List(len) => self.elements(len, visitor),
            Token::Bytes(bytes) => {
                visitor.visit_seq(de::value::SeqDeserializer::new(bytes.iter().copied()))
            }
            other => Err(Self::wrong_type(other, &visitor)),
        }
    }
}

fn visit_text<'de, V: Visitor<'de>>(text: &'de [u8], visitor: V) -> Result<V::Value, DecodeError> {
    match std::str::from_utf8(text) {
        Ok(text) => visitor.visit_borrowed_str(text),
        Err(_) => Err(Decoder::wrong_type(Token::Text(text), &visitor)),
    }
}

/// Methods whose type is written as a number.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.number(visitor)
        }
    )*}
}

/// Methods whose type is written as text.
macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.text(visitor)
        }
    )*}
}

impl<'de> de::Deserializer<'de> for &mut Decoder<'de> {
    type Error = DecodeError;

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    texts! { deserialize_str deserialize_string deserialize_char }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Nil => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Unsigned(value) => visitor.visit_u64(value),
            Token::Signed(value) => visitor.visit_i64(value),
            Token::F32(value) => visitor.visit_f32(value),
            Token::F64(value) => visitor.visit_f64(value),
            Token::Text(text) => visit_text(text, visitor),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::List(len) => self.elements(len, visitor),
            Token::Map(len) => self.entries(len, visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Bool(value) => visitor.visit_bool(value),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.wide()? {
            Some(bytes) => visitor.visit_i128(i128::from_be_bytes(bytes)),
            None => self.number(visitor),
        }
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.wide()? {
            Some(bytes) => visitor.visit_u128(u128::from_be_bytes(bytes)),
            None => self.number(visitor),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Text(text) => visit_text(text, visitor),
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::Unsigned(value) => visitor.visit_u64(value),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Bytes(bytes) => visitor.visit_borrowed_bytes(bytes),
            Token::Text(text) => visit_text(text, visitor),
            Token::List(len) => self.elements(len, visitor),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.0.at_nil() {
            self.0.token()?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Nil => visitor.visit_unit(),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    /// rmp-serde writes `struct Unit;` as an empty list; `()` of an older version is nil.
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Nil | Token::List(0) => visitor.visit_unit(),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.list(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Map(len) => self.entries(len, visitor),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.0.token()? {
            Token::Map(len) => self.entries(len, visitor),
            Token::List(len) => self.elements(len, visitor),
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        match self.0.peek()? {
            Token::Text(_) => visitor.visit_enum(Variant::unit(self)),
            Token::Map(1) => {
                self.0.token()?;
                visitor.visit_enum(Variant::with_data(self))
            }
            other => Err(Decoder::wrong_type(other, &visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.0.skip()?;
        visitor.visit_unit()
    }
}
