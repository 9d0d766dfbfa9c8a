//! Conversions from scalars, text and bytes: `LiveData::from(3)`.

use super::LiveData;

// `#[inline]`, so that a plugin contains only those that it uses: a linker may keep the unwind tables of all others.

/// Wraps a value whose `Serialize` cannot fail, unless it is too long.
fn plain<T: serde::Serialize + ?Sized>(value: &T) -> LiveData {
    LiveData::wrap(value).expect("text and bytes of less than 4 GiB are always written")
}

macro_rules! scalars {
    ($($type:ty)*) => {$(
        impl From<$type> for LiveData {
            #[inline]
            fn from(value: $type) -> Self {
                plain(&value)
            }
        }
    )*}
}

scalars! { bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 }

/// # Panics
///
/// If the text has 4 GiB or more.
impl From<&str> for LiveData {
    #[inline]
    fn from(text: &str) -> Self {
        plain(text)
    }
}

/// As from `&str`.
impl From<String> for LiveData {
    #[inline]
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// Stores bytes as bytes. [`LiveData::wrap`] would store a list of numbers, as serde does.
///
/// The bytes are copied once. [`unwrap::<&[u8]>`](LiveData::unwrap) borrows them, without a copy.
///
/// # Panics
///
/// If there are 4 GiB or more.
impl From<&[u8]> for LiveData {
    fn from(bytes: &[u8]) -> Self {
        /// Tells serde that it has bytes.
        struct Bytes<'a>(&'a [u8]);

        impl serde::Serialize for Bytes<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(self.0)
            }
        }

        Self::encode(
            std::any::type_name::<[u8]>(),
            None,
            &Bytes(bytes),
            bytes.len(),
        )
        .expect("less than 4 GiB are always written")
    }
}

/// As from `&[u8]`.
impl<const N: usize> From<&[u8; N]> for LiveData {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

/// As from `&[u8]`.
impl From<Vec<u8>> for LiveData {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(bytes.as_slice())
    }
}
