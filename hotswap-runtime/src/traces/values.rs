//! The values of events and spans of plugins, as `tracing` takes them.

use std::error::Error;
use std::fmt;

use hotswap::trace::{Value as RawValue, Values};
use tracing_core::Metadata;
use tracing_core::field::{self, DisplayValue, Value, ValueSet};

use super::sites::Site;
use crate::version_info::VersionInfo;

/// As many values have a place without allocation.
const FEW: usize = 14;

/// A value, which `tracing` borrows.
enum Held<'a> {
    None,
    I64(i64),
    U64(u64),
    I128(Box<i128>),
    U128(Box<u128>),
    F64(f64),
    Bool(bool),
    Str(&'a str),
    Text(DisplayValue<&'a str>),
    Bytes(&'a [u8]),
    Error(Box<dyn Error>),
}

impl<'a> Held<'a> {
    fn of(value: RawValue<'a>) -> Self {
        match value {
            RawValue::I64(value) => Self::I64(value),
            RawValue::U64(value) => Self::U64(value),
            RawValue::I128(value) => Self::I128(Box::new(value)),
            RawValue::U128(value) => Self::U128(Box::new(value)),
            RawValue::F64(value) => Self::F64(value),
            RawValue::Bool(value) => Self::Bool(value),
            RawValue::Str(text) => Self::Str(text),
            RawValue::Text(text) => Self::Text(field::display(text)),
            RawValue::Bytes(bytes) => Self::Bytes(bytes),
            RawValue::Error(text) => Self::Error(Box::new(PluginError::new(text))),
            _ => Self::None,
        }
    }

    fn value(&self) -> Option<&dyn Value> {
        Some(match self {
            Self::None => return None,
            Self::I64(value) => value,
            Self::U64(value) => value,
            Self::I128(value) => value,
            Self::U128(value) => value,
            Self::F64(value) => value,
            Self::Bool(value) => value,
            Self::Str(value) => value,
            Self::Text(value) => value,
            Self::Bytes(value) => value,
            Self::Error(value) => value,
        })
    }

    /// Adds the source of an error.
    fn add_source(&mut self, text: &str) {
        if let Self::Error(error) = self
            && let Some(error) = error.downcast_mut::<PluginError>()
        {
            error.add_source(text);
        }
    }
}

/// The error of a plugin, as its texts.
struct PluginError {
    text: String,
    source: Option<Box<Self>>,
}

impl PluginError {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            source: None,
        }
    }

    fn add_source(&mut self, text: &str) {
        let mut place = &mut self.source;
        while let Some(error) = place {
            place = &mut error.source;
        }
        *place = Some(Box::new(Self::new(text)));
    }
}

impl fmt::Display for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for PluginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for PluginError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|error| error as _)
    }
}

/// Lends the values of a callsite of a plugin, with those that say which plugin it is.
#[inline]
pub(super) fn of_plugin<R>(
    site: &'static Site,
    values: &Values<'_>,
    info: &VersionInfo,
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    let (plugin, version) = (info.plugin(), info.version());
    let own: [(_, &dyn Value); 2] = [(site.plugin, &plugin), (site.version, &version)];
    lend(site.metadata(), values, &own, with)
}

/// Lends more values of a span.
pub(super) fn of_span<R>(
    metadata: &'static Metadata<'static>,
    values: &Values<'_>,
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    lend(metadata, values, &[], with)
}

/// Lends `values`, and the host's `own` with the places of their fields.
#[inline]
fn lend<R>(
    metadata: &Metadata<'static>,
    values: &Values<'_>,
    own: &[(Option<usize>, &dyn Value)],
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    let count = metadata.fields().len();
    if count.max(values.len()) <= FEW {
        let mut held = [const { (0, Held::None) }; FEW];
        let len = hold(values, &mut held);
        let mut places = [None; FEW];
        let places = &mut places[..count];
        fill(&held[..len], own, places);
        with(&metadata.fields().value_set_all(places))
    } else {
        let mut held: Vec<_> = values.iter().map(|_| (0, Held::None)).collect();
        let len = hold(values, &mut held);
        let mut places = vec![None; count];
        fill(&held[..len], own, &mut places);
        with(&metadata.fields().value_set_all(&places))
    }
}

/// Takes the values, each with the place of its field. Returns how many there are.
fn hold<'a>(values: &Values<'a>, held: &mut [(usize, Held<'a>)]) -> usize {
    let mut len = 0;
    for (index, value) in values.iter() {
        match value {
            RawValue::Source(text) => {
                if let Some((_, error)) = held[..len].last_mut() {
                    error.add_source(text);
                }
            }
            value => {
                held[len] = (index, Held::of(value));
                len += 1;
            }
        }
    }
    len
}

fn fill<'a>(
    held: &'a [(usize, Held<'_>)],
    own: &[(Option<usize>, &'a dyn Value)],
    places: &mut [Option<&'a dyn Value>],
) {
    for (index, value) in held {
        if let Some(place) = places.get_mut(*index) {
            *place = value.value();
        }
    }
    for &(index, value) in own {
        if let Some(place) = index.and_then(|index| places.get_mut(index)) {
            *place = Some(value);
        }
    }
}
