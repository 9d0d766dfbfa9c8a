//! Little-endian, length-prefixed bytes: written in `const`, read with bounds.
//!
//! The manifest and the type descriptions in it use this format. It has no alignment and no pointers, so it can be read
//! directly from the file of a library that is not loaded.

use std::fmt;

/// A buffer that a `const` fills.
///
/// Bytes past the end are counted but not stored, so `Writer::<0>` measures the size of the content.
pub struct Writer<const N: usize> {
    bytes: [u8; N],
    len: usize,
}

impl<const N: usize> Writer<N> {
    /// An empty buffer of `N` bytes.
    #[expect(
        clippy::new_without_default,
        reason = "a Default implementation cannot be called in const"
    )]
    pub const fn new() -> Self {
        Self {
            bytes: [0; N],
            len: 0,
        }
    }

    /// How many bytes were written, stored or not.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was written.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The bytes, when exactly `N` of them were written.
    pub const fn finish(self) -> [u8; N] {
        assert!(
            self.len == N,
            "the buffer has another size than its content"
        );
        self.bytes
    }

    /// Appends one byte.
    pub const fn u8(&mut self, value: u8) {
        if self.len < N {
            self.bytes[self.len] = value;
        }
        self.len += 1;
    }

    /// Appends a 32-bit integer.
    pub const fn u32(&mut self, value: u32) {
        self.raw(&value.to_le_bytes());
    }

    /// Appends a 64-bit integer.
    pub const fn u64(&mut self, value: u64) {
        self.raw(&value.to_le_bytes());
    }

    /// Appends bytes as they are.
    pub const fn raw(&mut self, bytes: &[u8]) {
        // Each record is measured before it is written, by the slow interpreter of the compiler. Measuring must not look at
        // the bytes.
        if N > 0 {
            let mut at = 0;
            while at < bytes.len() && self.len + at < N {
                self.bytes[self.len + at] = bytes[at];
                at += 1;
            }
        }
        self.len += bytes.len();
    }

    /// Appends a text with its length before it.
    pub const fn text(&mut self, text: &str) {
        self.u32(len32(text.len()));
        self.raw(text.as_bytes());
    }
}

/// The length as it is written.
///
/// # Panics
///
/// If it does not fit. In `const`, this is a compile error.
pub const fn len32(len: usize) -> u32 {
    assert!(len <= u32::MAX as usize, "longer than 4 GiB");
    len as u32
}

/// Reads the bytes of a [`Writer`], and never past the end.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    whole: usize,
}

/// Bytes that a [`Reader`] could not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Where it went wrong, counted from the start of the bytes.
    pub offset: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.offset)
    }
}

impl std::error::Error for Malformed {}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            whole: bytes.len(),
        }
    }

    /// How many bytes have been read.
    pub fn offset(&self) -> usize {
        self.whole - self.rest.len()
    }

    /// The bytes that were not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// An error at the current place.
    pub fn malformed(&self, expected: &'static str) -> Malformed {
        Malformed {
            offset: self.offset(),
            expected,
        }
    }

    /// Takes the next `len` bytes.
    pub fn raw(&mut self, len: usize, expected: &'static str) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self
            .rest
            .split_at_checked(len)
            .ok_or_else(|| self.malformed(expected))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self, expected: &'static str) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self
            .rest
            .split_first_chunk()
            .ok_or_else(|| self.malformed(expected))?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Takes one byte.
    pub fn u8(&mut self, expected: &'static str) -> Result<u8, Malformed> {
        self.array::<1>(expected).map(|[byte]| byte)
    }

    /// Takes a 32-bit integer.
    pub fn u32(&mut self, expected: &'static str) -> Result<u32, Malformed> {
        self.array(expected).map(u32::from_le_bytes)
    }

    /// Takes a 64-bit integer.
    pub fn u64(&mut self, expected: &'static str) -> Result<u64, Malformed> {
        self.array(expected).map(u64::from_le_bytes)
    }

    /// Takes a text with its length before it.
    pub fn text(&mut self, expected: &'static str) -> Result<&'a str, Malformed> {
        let start = self.offset();
        let len = self.u32(expected)? as usize;
        let bytes = self.raw(len, expected)?;
        std::str::from_utf8(bytes).map_err(|_| Malformed {
            offset: start,
            expected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        const LEN: usize = {
            let mut writer = Writer::<0>::new();
            fill(&mut writer);
            writer.len()
        };
        const BYTES: [u8; LEN] = {
            let mut writer = Writer::<LEN>::new();
            fill(&mut writer);
            writer.finish()
        };
        const fn fill<const N: usize>(writer: &mut Writer<N>) {
            writer.u8(7);
            writer.u32(8);
            writer.u64(9);
            writer.text("ten");
        }
        let mut reader = Reader::new(&BYTES);
        assert_eq!(reader.u8(""), Ok(7));
        assert_eq!(reader.u32(""), Ok(8));
        assert_eq!(reader.u64(""), Ok(9));
        assert_eq!(reader.text(""), Ok("ten"));
        assert!(reader.rest().is_empty());
    }

    #[test]
    fn a_length_past_the_end_is_malformed_and_says_where() {
        let mut reader = Reader::new(&[1, 255, 0, 0, 0, b'a']);
        reader.u8("").unwrap();
        let error = reader.text("a name").unwrap_err();
        assert_eq!(error.to_string(), "expected a name at byte 5");
    }

    #[test]
    fn text_that_is_not_utf8_is_malformed() {
        assert!(Reader::new(&[1, 0, 0, 0, 0xff]).text("a name").is_err());
    }
}
