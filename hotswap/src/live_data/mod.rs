//! Data that outlives the code that made it.
//!
//! - `format`: how it is stored, in memory, across the boundary and in files
//! - `token`, `value`: reads MessagePack, hostile or not
//! - `decode`: reads a value as a type, and says what does not fit
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
/// Holds a serde value in a self-describing encoding (MessagePack, with the names of fields), so that fields may
/// be added (with `#[serde(default)]`) and removed between versions. What may change and how is told in
/// [`docs::versions`](crate::docs::versions).
///
/// It crosses between host and plugins, and is itself `Serialize` and `Deserialize`: in JSON and other formats for
/// people its value stays readable, in binary ones it is one string of bytes. [`as_bytes`](Self::as_bytes) and
/// [`from_bytes`](Self::from_bytes) are for places that store bytes, like a blob in a database. Two are equal if
/// the same value was wrapped from a type of the same name.
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
/// Scalars, text and bytes need no ceremony, and text and bytes are lent without a copy:
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
    /// No data. Reads as `()`, and as `None`.
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
    /// [`Error::Failed`] if the value's own `Serialize` gives an error, or if nobody could read what it writes:
    /// lists and maps more than 128 deep in one another, say.
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

    /// Reads the value as a `T`, which need not be the type that was wrapped, and may borrow from it.
    ///
    /// # Errors
    ///
    /// [`Error::WrongData`] if the data has another shape, with the place where it has.
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

    /// The name of the type that was wrapped, as its compiler wrote it; `none` where nothing was.
    pub fn type_name(&self) -> &str {
        self.header().type_name
    }

    /// Name and version of the live type that made it, if one did.
    pub fn live_type(&self) -> Option<(&str, u32)> {
        self.header().live_type
    }

    /// The name of the live type that made it.
    ///
    /// # Errors
    ///
    /// For data that none has made, with what to do.
    #[doc(hidden)]
    pub fn live_type_name(&self) -> Result<&str> {
        let name = self.live_type().map(|(name, _)| name);
        name.ok_or_else(|| {
            Error::msg(format!(
                "live data of type {} does not say of which live type it is: make it with `to_live()`, or \
                 name the type: `vault.live_type(\"…\")?.restore(&data)`",
                self.type_name()
            ))
        })
    }

    /// The value as JSON, as serde_json would have written it: for people, and for tools that only read.
    ///
    /// Not the way back: JSON has no bytes, no keys but text, and no infinity. Live data that is to be read again is
    /// stored with [`as_bytes`](Self::as_bytes), or with its own `Serialize`.
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

    /// The stored form: everything there is to it, ready for a file, a blob in a database, a message.
    ///
    /// It is stable: later versions of hotswap read it. It is MessagePack itself, a list of four: the number of the
    /// form (1), the name of the type, name and version of its live type (or nil), and the value. No data is a
    /// single nil.
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

    /// Reads the stored form, wherever it comes from; a `Vec` is not copied.
    ///
    /// Every byte is looked at, so what is cut, damaged or hostile is found here, and what was accepted can be
    /// shown, compared and read without surprise.
    ///
    /// # Errors
    ///
    /// [`Error::NotLiveData`], with the place at which it is not.
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

    /// What [`form`](Self::form) gave, in whichever library.
    pub(crate) const fn from_form(form: Vec<u8>) -> Self {
        Self { form }
    }

    fn value(&self) -> Value<'_> {
        Value::new(format::value(&self.form))
    }

    fn header(&self) -> Header<'_> {
        // A form that is not known can only have come from a plugin of a later version, and reads as nothing.
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
