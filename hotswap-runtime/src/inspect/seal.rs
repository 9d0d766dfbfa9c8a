//! The trailer that publishing appends to a library: with it, any change of the file is noticed.
//!
//! ```text
//! magic: 16 bytes   length of what is before the seal: u64   xxh3-128 of it: 16 bytes
//! ```
//!
//! Loaders do not look behind the section table, so a sealed library opens like any other. A library
//! without a seal is accepted as well; then only its structure is checked.

use super::hash::ContentHash;

const MAGIC: [u8; 16] = *b"hotswap-seal-v1\n";
const LENGTH_AT: usize = MAGIC.len();
const HASH_AT: usize = LENGTH_AT + size_of::<u64>();

/// The size of a seal.
///
/// Not a power of two: one flipped bit in the header of a library then cannot move the end that it names
/// behind the seal.
pub const LEN: usize = HASH_AT + size_of::<ContentHash>();

/// The seal for `content`, to be appended to it.
///
/// # Examples
///
/// ```
/// use hotswap_runtime::inspect::seal;
///
/// let library = b"the bytes that a linker wrote".to_vec();
/// let sealed = [library.as_slice(), &seal::seal(&library)].concat();
/// assert_eq!(seal::content(&sealed), library);
/// ```
pub fn seal(content: &[u8]) -> [u8; LEN] {
    let mut seal = [0; LEN];
    seal[..LENGTH_AT].copy_from_slice(&MAGIC);
    seal[LENGTH_AT..HASH_AT].copy_from_slice(&(content.len() as u64).to_le_bytes());
    seal[HASH_AT..].copy_from_slice(&ContentHash::of(content).to_bytes());
    seal
}

/// `bytes` without the seal at their end, if there is one. Whether it fits is not asked here.
pub fn content(bytes: &[u8]) -> &[u8] {
    split(bytes).0
}

/// What a seal says of the bytes before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seal {
    len: u64,
    hash: ContentHash,
}

impl Seal {
    /// Whether it is the seal of bytes of this length and hash.
    pub(super) fn fits(self, content: &[u8], hash: ContentHash) -> bool {
        self.len == content.len() as u64 && self.hash == hash
    }
}

/// Takes the seal off. The magic decides: a file that ends with it must match its seal.
pub(super) fn split(bytes: &[u8]) -> (&[u8], Option<Seal>) {
    let Some((content, seal)) = bytes.split_last_chunk::<LEN>() else {
        return (bytes, None);
    };
    if seal[..LENGTH_AT] != MAGIC {
        return (bytes, None);
    }
    let mut len = [0; size_of::<u64>()];
    len.copy_from_slice(&seal[LENGTH_AT..HASH_AT]);
    let mut hash = [0; size_of::<ContentHash>()];
    hash.copy_from_slice(&seal[HASH_AT..]);
    let seal = Seal {
        len: u64::from_le_bytes(len),
        hash: ContentHash::from_bytes(hash),
    };
    (content, Some(seal))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published libraries have it, so it may never change.
    #[test]
    fn the_layout_is_frozen() {
        let mut expected = b"hotswap-seal-v1\n\x03\0\0\0\0\0\0\0".to_vec();
        expected.extend(ContentHash::of(b"abc").to_bytes());
        assert_eq!(seal(b"abc").as_slice(), expected);
    }

    #[test]
    fn no_flipped_bit_of_a_seal_leaves_one_that_fits() {
        let sealed = [b"abc".as_slice(), &seal(b"abc")].concat();
        for bit in 0..sealed.len() * 8 {
            let mut flipped = sealed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let (content, seal) = split(&flipped);
            let fits = seal.is_some_and(|seal| seal.fits(content, ContentHash::of(content)));
            assert!(!fits, "bit {bit}");
        }
    }

    #[test]
    fn one_flipped_bit_cannot_move_the_end_behind_the_seal() {
        assert!(!LEN.is_power_of_two());
    }
}
