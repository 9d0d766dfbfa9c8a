//! Data that outlives the code that made it.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::abi::Abi;
use crate::error::{Error, Result};
use crate::shape::{Kind, Part, Shape, TypeDesc};

/// A value that one version of a type wrote and another may read.
///
/// Holds a serde value in a self-describing encoding (MessagePack, with field names), so that fields may be
/// added (with `#[serde(default)]`) and removed between versions.
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
/// # Ok::<(), hotswap::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct LiveData {
    type_name: String,
    bytes: Vec<u8>,
}

impl LiveData {
    /// No data. Reads as `()`, and as `None`.
    pub const fn none() -> Self {
        Self {
            type_name: String::new(),
            bytes: Vec::new(),
        }
    }

    /// Whether this is [`LiveData::none`].
    pub fn is_none(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Wraps a value.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] if the value's own `Serialize` gives an error.
    pub fn wrap<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        Ok(Self {
            type_name: std::any::type_name::<T>().to_owned(),
            bytes: rmp_serde::to_vec_named(value)?,
        })
    }

    /// Reads the value as a `T`, which need not be the type that was wrapped.
    ///
    /// # Errors
    ///
    /// [`Error::WrongData`] if the data has another shape.
    pub fn unwrap<T: DeserializeOwned>(&self) -> Result<T> {
        /// Nil, which serde reads as `()` and as `None`.
        const NIL: &[u8] = &[0xc0];
        let bytes = if self.is_none() { NIL } else { &self.bytes };
        rmp_serde::from_slice(bytes).map_err(|error| Error::WrongData {
            expected: std::any::type_name::<T>().to_owned(),
            found: self.type_name().to_owned(),
            reason: error.to_string(),
        })
    }

    pub(crate) fn as_parts(&self) -> (&str, &[u8]) {
        (&self.type_name, &self.bytes)
    }

    pub(crate) const fn from_parts(type_name: String, bytes: Vec<u8>) -> Self {
        Self { type_name, bytes }
    }

    /// The name of the type that was wrapped, as its compiler wrote it; `none` where nothing was.
    pub fn type_name(&self) -> &str {
        if self.is_none() {
            "none"
        } else {
            &self.type_name
        }
    }
}

impl Default for LiveData {
    fn default() -> Self {
        Self::none()
    }
}

impl fmt::Debug for LiveData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "LiveData({}, {} bytes)",
            self.type_name(),
            self.bytes.len()
        )
    }
}

impl Shape for LiveData {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Struct,
        "LiveData",
        &[
            Part {
                label: "type_name",
                ty: String::TYPE,
            },
            Part {
                label: "bytes",
                ty: <Vec<u8>>::TYPE,
            },
        ],
    );
}

// SAFETY: it crosses as a pair of a text and bytes.
#[diagnostic::do_not_recommend]
unsafe impl Abi for LiveData {
    type Repr = <(String, Vec<u8>) as Abi>::Repr;

    fn lower(self) -> Self::Repr {
        (self.type_name, self.bytes).lower()
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: the caller's promise is the same as for the pair.
        let (type_name, bytes) = unsafe { <(String, Vec<u8>)>::lift(repr) };
        Self::from_parts(type_name, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[test]
    fn nothing_reads_as_unit_and_as_an_absent_value() {
        assert_eq!(LiveData::none().unwrap::<()>().ok(), Some(()));
        assert_eq!(LiveData::none().unwrap::<Option<u32>>().ok(), Some(None));
        assert!(LiveData::none().unwrap::<u32>().is_err());
    }

    #[test]
    fn a_value_comes_back_and_says_what_it_was() {
        let data = LiveData::wrap("hello").unwrap();
        assert_eq!(data.type_name(), "str");
        assert_eq!(data.unwrap::<String>().unwrap(), "hello");
    }

    #[test]
    fn a_wrong_shape_names_both_types() {
        #[derive(Debug, Deserialize)]
        #[expect(dead_code, reason = "only ever read in vain")]
        struct Named {
            n: u32,
        }
        let error = LiveData::wrap(&[1, 2])
            .unwrap()
            .unwrap::<Named>()
            .unwrap_err();
        assert!(matches!(error, Error::WrongData { .. }));
        assert!(error.to_string().contains("[i32; 2]"), "{error}");
        assert!(error.to_string().contains("Named"), "{error}");
    }
}
