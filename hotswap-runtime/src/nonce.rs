//! A nonce in each private copy, which tells it from every other library in memory.

use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::root::Root;

/// Where a nonce is in a plugin's root.
const OFFSET: usize = Root::NONCE_OFFSET;

/// A value that is written into a private copy and read back from its image in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Nonce([u8; 16]);

impl Nonce {
    /// One that this process has not used before, and other processes will not either.
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut bytes = [0; 16];
        let random = std::hash::RandomState::new().build_hasher().finish();
        bytes[..8].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        bytes[8..].copy_from_slice(&random.to_le_bytes());
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Writes it into the bytes of a library whose root is at `root_offset`, which inspection has checked.
    pub(crate) fn write(&self, bytes: &mut [u8], root_offset: u64) {
        let start = root_offset as usize + OFFSET;
        bytes[start..][..self.0.len()].copy_from_slice(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_nonce_is_used_twice() {
        assert_ne!(Nonce::new(), Nonce::new());
    }
}
