//! Data that outlives the code that made it.
//!
//! - `format`: the stored form, in memory, across the boundary and in files
//! - `token`, `value`: read MessagePack that may be hostile
//! - `decode`: reads a value as a type, with errors that name the place
//! - `stored`: live data inside other serde formats
//! - `convert`: scalars, text, bytes
//! - `name`, `debug`, `json`: for people
//! - `abi`: how it crosses
//! - `lent`: live data lent for a call

mod abi;
mod convert;
mod debug;
mod decode;
mod format;
mod json;
mod lent;
mod name;
mod stored;
mod token;
mod value;

pub use lent::LentData;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use decode::DecodeError;
use format::{Header, InvalidFormat, NIL};
use token::{Invalid, Reader};
use value::Value;

/// A value that one version of a type wrote and another may read.
///
/// It contains a serde value in a self-describing encoding (MessagePack, with the names of fields), so that fields may be added
/// (with `#[serde(default)]`) and removed between versions. [`docs::versions`](crate::docs::versions) lists the changes that are
/// allowed.
///
/// It crosses between host and plugins, and implements `Serialize` and `Deserialize`. In JSON and other text formats its value
/// stays readable; in binary formats it is one byte string. [`as_bytes`](Self::as_bytes) and [`from_bytes`](Self::from_bytes) are
/// for storage of bytes, like a blob in a database. Two values are equal if the same value was wrapped from a type of the same
/// name.
///
/// # Examples
///
/// ```
/// use hotswap::LiveData;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize)]
/// struct FireV1 { n: u32 }
///
/// #[derive(Deserialize)]
/// struct FireV2 { n: u32, #[serde(default)] loud: bool }
///
/// let data = LiveData::wrap(&FireV1 { n: 3 })?;
/// let fire: FireV2 = data.unwrap()?;
/// assert_eq!((fire.n, fire.loud), (3, false));
///
/// assert_eq!(format!("{data:?}"), "LiveData(FireV1 {n: 3})");
/// assert_eq!(data.to_json(), r#"{"n":3}"#);
/// # Ok::<(), hotswap::Error>(())
/// ```
///
/// There are conversions from scalars, text and bytes. Text and bytes can be borrowed without a copy:
///
/// ```
/// # use hotswap::LiveData;
/// assert_eq!(LiveData::from(3).unwrap::<u64>()?, 3);
/// assert_eq!(LiveData::from("hello").unwrap::<&str>()?, "hello");
/// assert_eq!(LiveData::from(vec![1, 2, 3]).unwrap::<&[u8]>()?, [1, 2, 3]);
/// # Ok::<(), hotswap::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LiveData {
    /// The stored form, checked; empty if there is no data.
    form: Vec<u8>,
}

impl LiveData {
    /// No data. It reads as `()` and as `None`.
    pub const fn none() -> Self {
        Self { form: Vec::new() }
    }

    /// Whether this is [`LiveData::none`].
    pub const fn is_none(&self) -> bool {
        self.form.is_empty()
    }

    /// Wraps a value.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] if the `Serialize` of the value fails, or if the result could not be read again, for example because lists
    /// and maps are nested more than 128 deep.
    pub fn wrap<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        Self::encode(std::any::type_name::<T>(), None, value, 0)
    }

    /// Wraps a value of a live type.
    ///
    /// # Errors
    ///
    /// As [`wrap`](Self::wrap).
    #[doc(hidden)]
    pub fn tagged<T: Serialize + ?Sized>(name: &str, version: u32, value: &T) -> Result<Self> {
        Self::encode(std::any::type_name::<T>(), Some((name, version)), value, 0)
    }

    fn encode<T: Serialize + ?Sized>(
        type_name: &str,
        live_type: Option<(&str, u32)>,
        value: &T,
        size_hint: usize,
    ) -> Result<Self> {
        let mut form = format::header(type_name, live_type);
        form.reserve(size_hint);
        let start = form.len();
        value.serialize(&mut rmp_serde::Serializer::new(&mut form).with_struct_map())?;
        match format::check_written(&form[start..]) {
            Ok(()) => Ok(Self { form }),
            Err(Invalid(reason)) => Err(Error::msg(format!(
                "a value of type {type_name} cannot be wrapped: {reason}"
            ))),
        }
    }

    /// Reads the value as a `T`. It need not be the type that was wrapped, and may borrow from the data.
    ///
    /// # Errors
    ///
    /// [`Error::WrongData`] if the data has a different shape, with the place of the difference.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::LiveData;
    /// # #[derive(serde::Serialize)] struct Job { fires: Vec<Fire> }
    /// # #[derive(serde::Serialize)] struct Fire { n: &'static str }
    /// # mod new {
    /// #[derive(serde::Deserialize)]
    /// struct Fire { n: u32 }
    /// #[derive(serde::Deserialize)]
    /// pub struct Job { fires: Vec<Fire> }
    /// # }
    /// let data = LiveData::wrap(&Job { fires: vec![Fire { n: "three" }] })?;
    /// let error = data.unwrap::<new::Job>().err().unwrap().to_string();
    /// assert!(error.ends_with(r#"at `fires[0].n`: expected u32, found string "three""#));
    /// # Ok::<(), hotswap::Error>(())
    /// ```
    pub fn unwrap<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        decode::decode(format::value(&self.form))
            .map_err(|error| self.wrong_data(std::any::type_name::<T>(), error))
    }

    #[cold]
    fn wrong_data(&self, asked: &str, error: DecodeError) -> Error {
        let details = error.details();
        Error::WrongData {
            asked: asked.into(),
            wrapped: self.type_name().into(),
            path: details.path.into(),
            expected: details.expected.map(Into::into),
            found: details.found.map(Into::into),
            reason: details.reason.into(),
        }
    }

    /// The name of the type that was wrapped, as its compiler wrote it; `none` if there is no data.
    pub fn type_name(&self) -> &str {
        self.header().type_name
    }

    /// Name and version of its live type, if it has one.
    pub fn live_type(&self) -> Option<(&str, u32)> {
        self.header().live_type
    }

    /// The name of its live type.
    ///
    /// # Errors
    ///
    /// If it has none. The error says what to do.
    #[doc(hidden)]
    pub fn live_type_name(&self) -> Result<&str> {
        let name = self.live_type().map(|(name, _)| name);
        name.ok_or_else(|| {
            Error::msg(format!(
                "live data of type {} does not name its live type: create it with `to_live()`, or name the type: \
                 `vault.live_type(\"…\")?.restore(&data)`",
                self.type_name()
            ))
        })
    }

    /// The value as JSON, as serde_json would write it: for people, and for tools that only read.
    ///
    /// It cannot be converted back: JSON has no bytes, only text as keys, and no infinity. To store live data, use
    /// [`as_bytes`](Self::as_bytes) or its `Serialize`.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::LiveData;
    /// assert_eq!(LiveData::from("say \"hi\"").to_json(), r#""say \"hi\"""#);
    /// assert_eq!(LiveData::none().to_json(), "null");
    /// ```
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        json::write(self.value(), &mut json);
        json
    }

    /// The complete stored form, for a file, a blob in a database or a message.
    ///
    /// It is stable: later versions of hotswap read it. It is MessagePack, a list of four elements: the number of the format (1),
    /// the name of the type, name and version of its live type (or nil), and the value. No data is a single nil.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::LiveData;
    /// let data = LiveData::from("hello");
    /// assert_eq!(data.as_bytes(), b"\x94\x01\xa3str\xc0\xa5hello");
    /// assert_eq!(LiveData::from_bytes(data.as_bytes())?, data);
    /// # Ok::<(), hotswap::Error>(())
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        if self.is_none() { NIL } else { &self.form }
    }

    /// The stored form, without a copy.
    pub fn into_bytes(self) -> Vec<u8> {
        if self.is_none() {
            NIL.to_vec()
        } else {
            self.form
        }
    }

    /// Reads the stored form, from any source. A `Vec` is not copied.
    ///
    /// Every byte is checked: incomplete, damaged or hostile data is an error here, and not later.
    ///
    /// # Errors
    ///
    /// [`Error::NotLiveData`], with the position of the first invalid byte.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        let form = bytes.into();
        match format::check(&form) {
            Ok(()) if form == NIL => Ok(Self::none()),
            Ok(()) => Ok(Self { form }),
            Err(InvalidFormat { offset, reason }) => Err(Error::NotLiveData {
                offset,
                reason: reason.into(),
            }),
        }
    }

    /// The stored form as it crosses.
    pub(crate) fn form(&self) -> &[u8] {
        &self.form
    }

    /// Live data from the result of [`form`](Self::form) in any library.
    pub(crate) const fn from_form(form: Vec<u8>) -> Self {
        Self { form }
    }

    fn value(&self) -> Value<'_> {
        Value::new(format::value(&self.form))
    }

    fn header(&self) -> Header<'_> {
        // An unknown form can only come from a plugin with a later version of hotswap, and reads as no data.
        Header::read(&mut Reader::new(&self.form)).unwrap_or(Header {
            type_name: "none",
            live_type: None,
        })
    }
}

impl Default for LiveData {
    fn default() -> Self {
        Self::none()
    }
}
