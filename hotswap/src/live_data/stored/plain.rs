//! Writes a value in a text format, so that it comes back unchanged.
//!
//! Most values are written as serde would write them. Values that JSON does not have are written as a map with one key that begins
//! with `$`:
//!
//! | in live data | written as |
//! |---|---|
//! | bytes | `{"$hex": "00ff"}` |
//! | a float that is not finite | `{"$float": "NaN"}`, `"inf"`, `"-inf"` |
//! | a map with a key that is not text, or that begins with `$` | `{"$map": [[key, value], …]}` |

use std::fmt::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::live_data::token::Token;
use crate::live_data::value::{Content, Pairs, Value};

/// Writes a value.
pub(super) struct Plain<'a>(pub(super) Value<'a>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.content() {
            Content::Scalar(token) => scalar(token, serializer),
            Content::List(values) => serializer.collect_seq(values.map(Plain)),
            Content::Map(pairs) if has_plain_keys(pairs.clone()) => {
                serializer.collect_map(pairs.map(|(key, value)| (Plain(key), Plain(value))))
            }
            Content::Map(pairs) => escaped("$map", &PairList(pairs), serializer),
        }
    }
}

fn scalar<S: Serializer>(token: Token<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match token {
        Token::Bool(value) => serializer.serialize_bool(value),
        Token::Unsigned(value) => serializer.serialize_u64(value),
        Token::Signed(value) => serializer.serialize_i64(value),
        Token::F32(value) if value.is_finite() => serializer.serialize_f32(value),
        Token::F32(value) => escaped("$float", &value.to_string(), serializer),
        Token::F64(value) if value.is_finite() => serializer.serialize_f64(value),
        Token::F64(value) => escaped("$float", &value.to_string(), serializer),
        Token::Text(text) => serializer.serialize_str(&String::from_utf8_lossy(text)),
        Token::Bytes(bytes) => escaped("$hex", &hex(bytes), serializer),
        Token::Nil | Token::List(_) | Token::Map(_) => serializer.serialize_unit(),
    }
}

fn has_plain_keys(mut pairs: Pairs<'_>) -> bool {
    pairs.all(|(key, _)| key.text().is_some_and(|key| !key.starts_with('$')))
}

fn escaped<S: Serializer>(
    key: &str,
    value: &impl Serialize,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

/// A map as a list of pairs.
struct PairList<'a>(Pairs<'a>);

impl Serialize for PairList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.0
                .clone()
                .map(|(key, value)| (Plain(key), Plain(value))),
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}
