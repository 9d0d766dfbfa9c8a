//! The root of a plugin, as it lies in the file.

use hotswap::root::{ABI_VERSION, MAGIC, Root};

use super::error::{Checked, Damage, ensure};
use super::library_file::Place;

/// Magic, version, size and nonce: plain data. What follows is addresses, which a loader fills in.
const PLAIN: usize = 32;

/// Checks what of a root is plain data in the file.
pub(super) fn check(place: Place<'_>) -> Checked {
    let (plain, _) = place
        .bytes
        .split_first_chunk::<PLAIN>()
        .ok_or(Damage::new("it is too small"))?;
    let word =
        |at: usize| u32::from_le_bytes([plain[at], plain[at + 1], plain[at + 2], plain[at + 3]]);
    ensure(
        plain[..8] == MAGIC,
        "it does not begin with the magic number",
    )?;
    ensure(word(8) == ABI_VERSION, "it has another ABI version")?;
    ensure(
        word(12) as usize == place.bytes.len(),
        "it has another size than its symbol",
    )?;
    ensure(
        word(12) as usize >= size_of::<Root>(),
        "it is smaller than any root",
    )?;
    // The loader writes it, so that it can tell its own copy of the file from all others.
    ensure(
        plain[16..].iter().all(|&byte| byte == 0),
        "its space for the nonce is not empty",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> Vec<u8> {
        let mut root = MAGIC.to_vec();
        root.extend(ABI_VERSION.to_le_bytes());
        root.extend((size_of::<Root>() as u32).to_le_bytes());
        root.resize(size_of::<Root>(), 0);
        root
    }

    fn checked(bytes: &[u8]) -> Checked {
        check(Place { offset: 0, bytes })
    }

    #[test]
    fn a_root_passes() {
        assert_eq!(checked(&root()), Ok(()));
    }

    #[test]
    fn no_flipped_bit_of_its_plain_data_passes() {
        for bit in 0..PLAIN * 8 {
            let mut flipped = root();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(checked(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn one_that_is_cut_or_too_long_is_refused() {
        let root = root();
        for len in 0..root.len() {
            assert!(checked(&root[..len]).is_err(), "{len} bytes");
        }
        assert!(checked(&[root, vec![0; 8]].concat()).is_err());
    }
}
