//! Reads values that `plain` wrote, and converts them to MessagePack.

use std::fmt;

use rmp::encode::{self, ByteBuf};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::live_data::token::{MAX_DEPTH, Reader, Token};

/// Reads a value, and returns its MessagePack.
pub(super) struct PlainSeed;

impl<'de> DeserializeSeed<'de> for PlainSeed {
    type Value = Vec<u8>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<u8>, D::Error> {
        let mut out = ByteBuf::new();
        let depth = MAX_DEPTH;
        deserializer.deserialize_any(Append {
            out: &mut out,
            depth,
        })?;
        Ok(out.into_vec())
    }
}

/// Appends the next value.
struct Append<'o> {
    out: &'o mut ByteBuf,
    /// How many more levels are allowed.
    depth: usize,
}

impl Append<'_> {
    fn again(&mut self) -> Append<'_> {
        Append {
            out: self.out,
            depth: self.depth,
        }
    }

    /// Writes a list or a map: first the children, because their number is not known yet, and then the header in front of them.
    fn children<E: de::Error>(
        &mut self,
        len: impl FnOnce(&mut Append<'_>) -> Result<usize, E>,
        header: impl FnOnce(&mut ByteBuf, u32),
    ) -> Result<(), E> {
        let depth = self.depth.checked_sub(1);
        let depth = depth.ok_or_else(|| E::custom("lists and maps are nested too deeply"))?;
        let start = self.out.as_slice().len();
        let len = len(&mut Append {
            out: self.out,
            depth,
        })?;
        let len = u32::try_from(len).map_err(E::custom)?;
        let mut front = ByteBuf::new();
        header(&mut front, len);
        self.out.as_mut_vec().splice(start..start, front.into_vec());
        Ok(())
    }
}

fn list_header(out: &mut ByteBuf, len: u32) {
    let Ok(_) = encode::write_array_len(out, len);
}

fn map_header(out: &mut ByteBuf, len: u32) {
    let Ok(_) = encode::write_map_len(out, len);
}

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Append<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of live data")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        let Ok(()) = encode::write_nil(self.out);
        Ok(())
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        let Ok(()) = encode::write_bool(self.out, value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        let Ok(_) = encode::write_uint(self.out, value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        let Ok(_) = encode::write_sint(self.out, value);
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        let Ok(()) = encode::write_f64(self.out, value);
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        u32::try_from(text.len()).map_err(E::custom)?;
        let Ok(()) = encode::write_str(self.out, text);
        Ok(())
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<(), E> {
        u32::try_from(bytes.len()).map_err(E::custom)?;
        let Ok(()) = encode::write_bin(self.out, bytes);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let elements = |inside: &mut Append<'_>| {
            let mut len = 0;
            while seq.next_element_seed(inside.again())?.is_some() {
                len += 1;
            }
            Ok(len)
        };
        self.children(elements, list_header)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let start = self.out.as_slice().len();
        let mut some = map.next_key_seed(self.again())?.is_some();
        if let Some(escape) = escape(&self.out.as_slice()[start..]) {
            self.out.as_mut_vec().truncate(start);
            return self.escaped(&escape, map);
        }
        // The first key was written before it was clear that this is a map, which has a header and its own level.
        let first = self.out.as_mut_vec().split_off(start);
        let entries = |inside: &mut Append<'_>| {
            inside.out.as_mut_vec().extend_from_slice(&first);
            let mut len = 0;
            while some {
                len += 1;
                map.next_value_seed(inside.again())?;
                some = map.next_key_seed(inside.again())?.is_some();
            }
            Ok(len)
        };
        self.children(entries, map_header)
    }
}

/// The name of an escape, if a key is one.
fn escape(key: &[u8]) -> Option<String> {
    match Reader::new(key).token() {
        Ok(Token::Text(text)) if text.starts_with(b"$") => {
            Some(String::from_utf8_lossy(text).into_owned())
        }
        _ => None,
    }
}

impl Append<'_> {
    fn escaped<'de, A: MapAccess<'de>>(self, key: &str, mut map: A) -> Result<(), A::Error> {
        match key {
            "$hex" => {
                let bytes = unhex(&map.next_value::<String>()?)
                    .ok_or_else(|| de::Error::custom("the value of `$hex` is not hexadecimal"))?;
                self.visit_bytes(&bytes)?;
            }
            "$float" => {
                let value: String = map.next_value()?;
                self.visit_f64(value.parse().map_err(de::Error::custom)?)?;
            }
            "$map" => map.next_value_seed(AppendPairs(self))?,
            other => return Err(de::Error::unknown_field(other, &["$hex", "$float", "$map"])),
        }
        match map.next_key::<String>()? {
            None => Ok(()),
            Some(_) => Err(de::Error::custom(format_args!(
                "`{key}` must be the only key of its map"
            ))),
        }
    }
}

/// Appends a map that was written as a list of pairs.
struct AppendPairs<'o>(Append<'o>);

impl<'de> DeserializeSeed<'de> for AppendPairs<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for AppendPairs<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of pairs")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        let pairs = |inside: &mut Append<'_>| {
            let mut len = 0;
            while seq.next_element_seed(AppendPair(inside.again()))?.is_some() {
                len += 1;
            }
            Ok(len)
        };
        self.0.children(pairs, map_header)
    }
}

/// Appends a key and a value that were written as a list of two.
struct AppendPair<'o>(Append<'o>);

impl<'de> DeserializeSeed<'de> for AppendPair<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_tuple(2, self)
    }
}

impl<'de> Visitor<'de> for AppendPair<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key and a value")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        for at in 0..2 {
            if seq.next_element_seed(self.0.again())?.is_none() {
                return Err(de::Error::invalid_length(at, &self));
            }
        }
        match seq.next_element::<de::IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(de::Error::invalid_length(3, &self)),
        }
    }
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    digits
        .chunks_exact(2)
        .map(|pair| Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8))
        .collect()
}
