//! Fingerprints that were computed before.
//!
//! A reload reads the manifest of a new build, and nearly all descriptions in it are as in the build before. Hashing them
//! again would be the largest part of reading a manifest.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::shape::{Fingerprint, Tree};

/// How many bytes of descriptions are remembered. When there are more, all are forgotten.
const BOUND: usize = 1 << 20;

static COMPUTED: LazyLock<Mutex<Computed>> = LazyLock::new(Mutex::default);

/// Fingerprints by the encoded description. The bytes are compared, so that a description never gets the fingerprint of
/// another one.
#[derive(Default)]
struct Computed {
    by_encoded: HashMap<Box<[u8]>, Fingerprint>,
    bytes: usize,
}

/// The fingerprint of `tree`, which is `encoded`.
pub(super) fn fingerprint(encoded: &[u8], tree: &Tree) -> Fingerprint {
    let computed = || COMPUTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = computed().by_encoded.get(encoded) {
        return *known;
    }
    let fingerprint = tree.fingerprint();
    computed().remember(encoded, fingerprint);
    fingerprint
}

impl Computed {
    fn remember(&mut self, encoded: &[u8], fingerprint: Fingerprint) {
        if self.bytes + encoded.len() > BOUND {
            *self = Self::default();
        }
        if self
            .by_encoded
            .insert(encoded.into(), fingerprint)
            .is_none()
        {
            self.bytes += encoded.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Shape;

    #[test]
    fn a_fingerprint_that_was_computed_before_is_the_same() {
        let tree = <Vec<Option<u32>>>::TYPE.tree();
        for encoded in [b"one".as_slice(), b"one", b"two"] {
            assert_eq!(fingerprint(encoded, &tree), tree.fingerprint());
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut computed = Computed::default();
        for number in 0..10u8 {
            let encoded = vec![number; BOUND / 4];
            computed.remember(&encoded, u32::TYPE.fingerprint());
            assert!(computed.bytes <= BOUND);
            assert!(computed.by_encoded.contains_key(&*encoded));
        }
        assert_eq!(computed.by_encoded.len(), 2);
    }
}
