//! One value for the whole structure of a type.
//!
//! Types with equal fingerprints are treated as equal, without a further comparison. So collisions must not happen, neither by
//! accident nor on purpose: a dependency of a plugin may choose its field names. Hence a cryptographic hash
//! ([BLAKE2s](super::blake2s)) with 128 bits, where a collision takes 2⁶⁴ tries.

use std::fmt;

use super::blake2s::Blake2s;
use super::kind::Kind;
use crate::bytes::{Malformed, Reader, Writer, len32};

/// The fingerprint of a type, a signature or an interface: equal for equal structure, in every build, by every compiler.
///
/// Prints as 32 hexadecimal digits.
///
/// # Examples
///
/// ```
/// use hotswap::shape::Shape;
///
/// assert_ne!(u32::TYPE.fingerprint(), i32::TYPE.fingerprint());
/// assert_eq!(u32::TYPE.fingerprint().to_string().len(), 32);
/// ```
#[allow(
    clippy::derived_hash_with_manual_eq,
    reason = "it is equal to the derived one, but faster"
)]
#[repr(C)]
#[derive(Clone, Copy, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u64; 2]);

impl Fingerprint {
    /// The size of a fingerprint in bytes.
    pub const SIZE: usize = 16;

    /// A fingerprint from the result of [`words`](Self::words).
    pub const fn from_words(words: [u64; 2]) -> Self {
        Self(words)
    }

    /// Its 128 bits, the lowest first.
    pub const fn words(self) -> [u64; 2] {
        self.0
    }

    /// Whether it is the same, in `const`.
    pub(crate) const fn is(self, other: Self) -> bool {
        self.0[0] == other.0[0] && self.0[1] == other.0[1]
    }
}

// One branch, because each call by name compares fingerprints. The derived implementation has a branch for each word.
impl PartialEq for Fingerprint {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        (self.0[0] ^ other.0[0]) | (self.0[1] ^ other.0[1]) == 0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, high] = self.0.map(u64::swap_bytes);
        write!(f, "{low:016x}{high:016x}")
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Writer<N> {
    /// Appends a fingerprint.
    pub const fn fingerprint(&mut self, fingerprint: Fingerprint) {
        let [low, high] = fingerprint.words();
        self.u64(low);
        self.u64(high);
    }
}

impl Reader<'_> {
    /// Takes a fingerprint.
    pub fn fingerprint(&mut self, expected: &'static str) -> Result<Fingerprint, Malformed> {
        let low = self.u64(expected)?;
        let high = self.u64(expected)?;
        Ok(Fingerprint::from_words([low, high]))
    }
}

/// The hash of a description: of its head, then of its parts.
///
/// The hashed words are unambiguous: the kind determines the rest of the head, each text follows its length, and the parts follow
/// their number. `INTERPRETED` is true in `const`.
pub(super) struct Hash<const INTERPRETED: bool> {
    hash: Blake2s<INTERPRETED>,
    kind: Kind,
}

impl<const INTERPRETED: bool> Hash<INTERPRETED> {
    /// Begins with what a description has before its parts.
    pub(super) const fn of_head(kind: Kind, name: &str, len: u64, parts: usize) -> Self {
        let mut hash = Self {
            hash: Blake2s::new(),
            kind,
        };
        hash.hash.word(kind as u32);
        hash.hash.word(len32(parts));
        if matches!(kind, Kind::Array) {
            hash.long(len);
        }
        if kind.name_matters() {
            hash.text(name);
        }
        hash
    }

    /// The next part.
    pub(super) const fn part(&mut self, label: &str, fingerprint: Fingerprint) {
        if self.kind.labels_matter() {
            self.text(label);
        }
        self.long(fingerprint.0[0]);
        self.long(fingerprint.0[1]);
    }

    pub(super) const fn finish(self) -> Fingerprint {
        Fingerprint(self.hash.finish())
    }

    const fn long(&mut self, word: u64) {
        self.hash.word(word as u32);
        self.hash.word((word >> 32) as u32);
    }

    const fn text(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        self.hash.word(len32(rest.len()));
        while let [a, b, c, d, after @ ..] = rest {
            let word = *a as u32 | (*b as u32) << 8 | (*c as u32) << 16 | (*d as u32) << 24;
            self.hash.word(word);
            rest = after;
        }
        let mut last = 0;
        let mut at = rest.len();
        while at > 0 {
            at -= 1;
            last = last << 8 | rest[at] as u32;
        }
        if !rest.is_empty() {
            self.hash.word(last);
        }
    }
}

/// A small hash that tells texts apart: FNV-1a. No safety depends on it.
pub(crate) const fn text_fingerprint(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, name: &str, labels: &[&str]) -> Fingerprint {
        let mut hash = Hash::<false>::of_head(kind, name, 0, labels.len());
        let part = Fingerprint::from_words([1, 2]);
        labels.iter().for_each(|label| hash.part(label, part));
        hash.finish()
    }

    #[test]
    fn texts_of_every_length_are_told_apart() {
        let names = [
            "", "a", "ab", "abc", "abcd", "abcd\0", "abcd\0\0", "abcdefgh",
        ];
        let all: std::collections::BTreeSet<_> = names
            .iter()
            .map(|name| of(Kind::Primitive, name, &[]))
            .collect();
        assert_eq!(all.len(), names.len());
    }

    #[test]
    fn where_one_label_ends_and_the_next_begins_matters() {
        let two = of(Kind::Struct, "", &["ab", "c"]);
        assert_ne!(two, of(Kind::Struct, "", &["a", "bc"]));
        assert_ne!(two, of(Kind::Struct, "", &["abc", ""]));
    }

    #[test]
    fn a_fingerprint_prints_as_the_bytes_of_the_digest() {
        let fingerprint = Fingerprint::from_words([0x0807_0605_0403_0201, 0x1817_1615_1413_1211]);
        assert_eq!(fingerprint.to_string(), "01020304050607081112131415161718");
    }

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(size_of::<Fingerprint>(), Fingerprint::SIZE);
        assert_eq!(align_of::<Fingerprint>(), 8);
    }
}
