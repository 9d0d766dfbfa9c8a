//! The values of events and spans of plugins, as `tracing` takes them.

use std::error::Error;
use std::fmt;

use hotswap::trace::{TakeValues, Values};
use tracing_core::Metadata;
use tracing_core::field::{self, DisplayValue, Value, ValueSet};

use super::sites::Site;
use crate::version_info::VersionInfo;

/// A value, which `tracing` borrows.
enum Held<'a> {
    None,
    I64(i64),
    U64(u64),
    I128(i128),
    U128(u128),
    F64(f64),
    Bool(bool),
    Str(&'a str),
    Text(DisplayValue<&'a str>),
    Bytes(&'a [u8]),
    /// The error of this number.
    Error(usize),
}

/// Errors, which own their texts, since `tracing` takes none that borrow.
type Errors = Vec<Box<dyn Error>>;

impl Held<'_> {
    #[inline]
    fn value<'s>(&'s self, errors: &'s Errors) -> Option<&'s dyn Value> {
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
            Self::Error(number) => errors.get(*number)?,
        })
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
    lend(site.metadata(), values, Some((site, info)), with)
}

/// Lends more values of a span.
pub(super) fn of_span<R>(
    metadata: &'static Metadata<'static>,
    values: &Values<'_>,
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    lend(metadata, values, None, with)
}

/// Lends `values`, and those that say which plugin it is.
#[inline]
fn lend<R>(
    metadata: &Metadata<'static>,
    values: &Values<'_>,
    own: Option<(&Site, &VersionInfo)>,
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    // Most have few fields. Little memory is written for them, and none is allocated.
    match metadata.fields().len() {
        ..=4 => lend_few::<4, R>(metadata, values, own, with),
        5..=8 => lend_few::<8, R>(metadata, values, own, with),
        9..=16 => lend_few::<16, R>(metadata, values, own, with),
        count => {
            let mut held: Vec<_> = (0..count).map(|_| Held::None).collect();
            let errors = hold(values, own, &mut held);
            let places: Vec<_> = held.iter().map(|held| held.value(&errors)).collect();
            with(&metadata.fields().value_set_all(&places))
        }
    }
}

/// The same for a callsite with at most `N` fields.
#[inline]
fn lend_few<const N: usize, R>(
    metadata: &Metadata<'static>,
    values: &Values<'_>,
    own: Option<(&Site, &VersionInfo)>,
    with: impl FnOnce(&ValueSet<'_>) -> R,
) -> R {
    let count = metadata.fields().len();
    let mut held = [const { Held::None }; N];
    let errors = hold(values, own, &mut held[..count]);
    let mut places = [None; N];
    for (place, held) in places.iter_mut().zip(&held[..count]) {
        *place = held.value(&errors);
    }
    with(&metadata.fields().value_set_all(&places[..count]))
}

/// Puts each value where its field is.
#[inline]
fn hold<'a>(
    values: &Values<'a>,
    own: Option<(&Site, &'a VersionInfo)>,
    held: &mut [Held<'a>],
) -> Errors {
    let mut holding = Holding {
        held,
        errors: Errors::new(),
    };
    values.pass_on(&mut holding);
    if let Some((site, info)) = own {
        if let Some(index) = site.plugin {
            holding.put(index, Held::Str(info.plugin()));
        }
        if let Some(index) = site.version {
            holding.put(index, Held::Str(info.version()));
        }
    }
    holding.errors
}

struct Holding<'h, 'a> {
    held: &'h mut [Held<'a>],
    errors: Errors,
}

impl<'a> Holding<'_, 'a> {
    #[inline(always)]
    fn put(&mut self, index: usize, value: Held<'a>) {
        if let Some(place) = self.held.get_mut(index) {
            *place = value;
        }
    }
}

impl<'a> TakeValues<'a> for Holding<'_, 'a> {
    #[inline]
    fn i64(&mut self, index: usize, value: i64) {
        self.put(index, Held::I64(value));
    }

    #[inline]
    fn u64(&mut self, index: usize, value: u64) {
        self.put(index, Held::U64(value));
    }

    #[inline]
    fn i128(&mut self, index: usize, value: i128) {
        self.put(index, Held::I128(value));
    }

    #[inline]
    fn u128(&mut self, index: usize, value: u128) {
        self.put(index, Held::U128(value));
    }

    #[inline]
    fn f64(&mut self, index: usize, value: f64) {
        self.put(index, Held::F64(value));
    }

    #[inline]
    fn bool(&mut self, index: usize, value: bool) {
        self.put(index, Held::Bool(value));
    }

    #[inline]
    fn str(&mut self, index: usize, text: &'a str) {
        self.put(index, Held::Str(text));
    }

    #[inline]
    fn text(&mut self, index: usize, text: &'a str) {
        self.put(index, Held::Text(field::display(text)));
    }

    #[inline]
    fn bytes(&mut self, index: usize, bytes: &'a [u8]) {
        self.put(index, Held::Bytes(bytes));
    }

    #[cold]
    fn error(&mut self, index: usize, text: &'a str) {
        self.errors.push(Box::new(PluginError::new(text)));
        self.put(index, Held::Error(self.errors.len() - 1));
    }

    #[cold]
    fn source(&mut self, text: &'a str) {
        let last = self.errors.last_mut();
        if let Some(error) = last.and_then(|it| it.downcast_mut::<PluginError>()) {
            error.add_source(text);
        }
    }
}
