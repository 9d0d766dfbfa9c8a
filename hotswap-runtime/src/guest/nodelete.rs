//! The mark in a file that makes closing it a no-op, and how it is taken out.

use object::elf;

use super::dynamic;

/// Takes the mark `DF_1_NODELETE` out of the bytes of an ELF library, before it is opened. Says whether it
/// was there.
///
/// `-z nodelete` sets it; with it, the loader never unmaps the library.
pub fn clear_nodelete(bytes: &mut [u8]) -> bool {
    let Some(mut entry) = dynamic::entry(bytes, elf::DT_FLAGS_1) else {
        return false;
    };
    let flags = entry.value();
    entry.set_value(flags & !elf::DF_1_NODELETE.0);
    flags & elf::DF_1_NODELETE.0 != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_library_are_left_alone() {
        for bytes in [&b""[..], b"\x7fELF", b"#!/bin/sh"] {
            let mut copy = bytes.to_vec();
            assert!(!clear_nodelete(&mut copy));
            assert_eq!(copy, bytes);
        }
    }
}
