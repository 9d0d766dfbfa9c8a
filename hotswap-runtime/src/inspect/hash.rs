//! A hash of a library's content, in sixteen bytes.

use std::fmt;

use twox_hash::XxHash3_128;

/// The xxh3-128 of some bytes: equal for equal content, and for nothing else that happens by accident.
///
/// It does not protect against a collision that is forged on purpose.
///
/// # Examples
///
/// ```
/// use hotswap_runtime::inspect::ContentHash;
///
/// assert_eq!(ContentHash::of(b"one"), ContentHash::of(b"one"));
/// assert_ne!(ContentHash::of(b"one"), ContentHash::of(b"two"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(u128);

impl ContentHash {
    /// The hash of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(XxHash3_128::oneshot(bytes))
    }

    /// The form in which a seal has it.
    pub(super) const fn to_bytes(self) -> [u8; 16] {
        self.0.to_le_bytes()
    }

    /// The hash of which a seal has this form.
    pub(super) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_le_bytes(bytes))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seals of published libraries hold this hash, so it may never change.
    #[test]
    fn the_hash_is_xxh3_128() {
        assert_eq!(
            ContentHash::of(b"").to_string(),
            "99aa06d3014798d86001c324468d497f"
        );
    }

    #[test]
    fn the_form_in_a_seal_is_read_back() {
        let hash = ContentHash::of(b"hotswap");
        assert_eq!(ContentHash::from_bytes(hash.to_bytes()), hash);
    }
}
