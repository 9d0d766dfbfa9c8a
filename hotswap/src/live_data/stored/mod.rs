//! Live data inside other serde formats.
//!
//! In binary formats it is the stored form, as one byte string. In text formats it is a map:
//!
//! ```json
//! {"hotswap": 1, "type": "world::Fire", "live_type": ["Fire", 2], "value": {"n": 3}}
//! ```
//!
//! `live_type` is left out if there is none, and `type` and `value` if there is no data. `plain` writes the value and `read` reads it,
//! so that it comes back unchanged.

mod plain;
mod read;

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::LiveData;
use super::format::{self, FORM};
use plain::Plain;
use read::PlainSeed;

impl Serialize for LiveData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(self.as_bytes());
        }
        let header = self.header();
        let fields = match (self.is_none(), header.live_type) {
            (true, _) => 1,
            (false, None) => 3,
            (false, Some(_)) => 4,
        };
        let mut map = serializer.serialize_struct("LiveData", fields)?;
        map.serialize_field("hotswap", &FORM)?;
        if !self.is_none() {
            map.serialize_field("type", header.type_name)?;
            if let Some(live_type) = &header.live_type {
                map.serialize_field("live_type", live_type)?;
            }
            map.serialize_field("value", &Plain(self.value()))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for LiveData {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(Form)
        } else {
            deserializer.deserialize_byte_buf(Form)
        }
    }
}

/// Reads both forms, because serde's `flatten` and `untagged` do not know which kind of format they read.
struct Form;

impl<'de> Visitor<'de> for Form {
    type Value = LiveData;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("live data")
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<LiveData, E> {
        LiveData::from_bytes(bytes).map_err(E::custom)
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<LiveData, E> {
        LiveData::from_bytes(bytes).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<LiveData, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        self.visit_byte_buf(bytes)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<LiveData, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<String>()? {
            fields.take(&key, &mut map)?;
        }
        fields.into_data()
    }
}

/// The fields of the map, which may come in any order.
#[derive(Default)]
struct Fields {
    form: Option<u32>,
    type_name: Option<String>,
    live_type: Option<(String, u32)>,
    value: Option<Vec<u8>>,
}

impl Fields {
    fn take<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        const KNOWN: &[&str] = &["hotswap", "type", "live_type", "value"];
        let twice = match key {
            "hotswap" => self.form.replace(map.next_value()?).is_some(),
            "type" => self.type_name.replace(map.next_value()?).is_some(),
            "live_type" => self.live_type.replace(map.next_value()?).is_some(),
            "value" => self
                .value
                .replace(map.next_value_seed(PlainSeed)?)
                .is_some(),
            other => return Err(de::Error::unknown_field(other, KNOWN)),
        };
        if twice {
            return Err(de::Error::custom(format_args!(
                "field `{key}` is given twice"
            )));
        }
        Ok(())
    }

    fn into_data<E: de::Error>(self) -> Result<LiveData, E> {
        match self.form {
            Some(FORM) => {}
            Some(_) => {
                return Err(E::custom(
                    "a format of live data that this version of hotswap does not know",
                ));
            }
            None => return Err(E::missing_field("hotswap")),
        }
        let (type_name, value) = match (self.type_name, self.value) {
            (Some(type_name), Some(value)) => (type_name, value),
            (None, None) if self.live_type.is_none() => return Ok(LiveData::none()),
            (None, _) => return Err(E::missing_field("type")),
            (_, None) => return Err(E::missing_field("value")),
        };
        let live_type = self.live_type.as_ref();
        let live_type = live_type.map(|(name, version)| (name.as_str(), *version));
        let mut form = format::header(&type_name, live_type);
        form.extend_from_slice(&value);
        LiveData::from_bytes(form).map_err(E::custom)
    }
}
