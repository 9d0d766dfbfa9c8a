//! Access to lists, maps and enums, which records where a value does not fit.

use serde::Deserializer;
use serde::de::{self, DeserializeSeed, Unexpected, Visitor};

use super::decoder::Decoder;
use super::error::{DecodeError, PathSegment};
use crate::live_data::token::Reader;
use crate::live_data::value::Value;

/// The elements of a list.
pub(super) struct Elements<'d, 'de> {
    decoder: &'d mut Decoder<'de>,
    len: u32,
    taken: u32,
}

impl<'d, 'de> Elements<'d, 'de> {
    pub(super) const fn new(decoder: &'d mut Decoder<'de>, len: u32) -> Self {
        Self {
            decoder,
            len,
            taken: 0,
        }
    }

    /// Checks that all of them were read.
    pub(super) fn end(self) -> Result<(), DecodeError> {
        all_taken(self.len, self.taken)
    }
}

impl<'de> de::SeqAccess<'de> for &mut Elements<'_, 'de> {
    type Error = DecodeError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        if self.taken == self.len {
            return Ok(None);
        }
        let index = self.taken;
        self.taken += 1;
        seed.deserialize(&mut *self.decoder)
            .map(Some)
            .map_err(|error| error.inside(PathSegment::Index(index)))
    }

    fn size_hint(&self) -> Option<usize> {
        (self.len - self.taken).try_into().ok()
    }
}

/// The entries of a map or the fields of a struct.
pub(super) struct Entries<'d, 'de> {
    decoder: &'d mut Decoder<'de>,
    len: u32,
    taken: u32,
    /// The position of the key whose value comes next.
    key: Reader<'de>,
}

impl<'d, 'de> Entries<'d, 'de> {
    pub(super) const fn new(decoder: &'d mut Decoder<'de>, len: u32) -> Self {
        let key = decoder.0;
        Self {
            decoder,
            len,
            taken: 0,
            key,
        }
    }

    /// Checks that all of them were read.
    pub(super) fn end(self) -> Result<(), DecodeError> {
        all_taken(self.len, self.taken)
    }
}

impl<'de> de::MapAccess<'de> for &mut Entries<'_, 'de> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        if self.taken == self.len {
            return Ok(None);
        }
        self.taken += 1;
        self.key = self.decoder.0;
        seed.deserialize(&mut *self.decoder).map(Some)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        seed.deserialize(&mut *self.decoder)
            .map_err(|error| error.inside(field(self.key)))
    }

    fn size_hint(&self) -> Option<usize> {
        (self.len - self.taken).try_into().ok()
    }
}

#[cold]
fn field(key: Reader<'_>) -> PathSegment {
    let key = Value::new(key.rest());
    PathSegment::Field(key.text().map_or_else(|| format!("{key:?}"), str::to_owned))
}

fn all_taken(len: u32, taken: u32) -> Result<(), DecodeError> {
    if taken == len {
        return Ok(());
    }
    let expected = match taken {
        1 => "1 element".to_owned(),
        n => format!("{n} elements"),
    };
    Err(de::Error::invalid_length(len as usize, &expected.as_str()))
}

/// A variant of an enum: its name alone, or a map from it to its data.
pub(super) struct Variant<'d, 'de> {
    decoder: &'d mut Decoder<'de>,
    has_data: bool,
    name: Reader<'de>,
}

impl<'d, 'de> Variant<'d, 'de> {
    pub(super) const fn unit(decoder: &'d mut Decoder<'de>) -> Self {
        let name = decoder.0;
        Self {
            decoder,
            has_data: false,
            name,
        }
    }

    pub(super) const fn with_data(decoder: &'d mut Decoder<'de>) -> Self {
        Self {
            has_data: true,
            ..Self::unit(decoder)
        }
    }

    /// Reads the data of a variant that has some.
    fn data<T>(
        self,
        expected: &dyn de::Expected,
        read: impl FnOnce(&mut Decoder<'de>) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        if !self.has_data {
            let wrong = de::Error::invalid_type(Unexpected::UnitVariant, expected);
            return Err(DecodeError::inside(wrong, field(self.name)));
        }
        read(self.decoder).map_err(|error| error.inside(field(self.name)))
    }
}

impl<'de> de::EnumAccess<'de> for Variant<'_, 'de> {
    type Error = DecodeError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let name = seed.deserialize(&mut *self.decoder)?;
        Ok((name, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        if !self.has_data {
            return Ok(());
        }
        self.data(&"a variant without data", |decoder| {
            de::Deserialize::deserialize(decoder)
        })
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, DecodeError> {
        self.data(&"a variant with data", |decoder| seed.deserialize(decoder))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.data(&"a variant with data", |decoder| {
            decoder.deserialize_tuple(len, visitor)
        })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.data(&"a variant with fields", |decoder| {
            decoder.deserialize_struct("", fields, visitor)
        })
    }
}
