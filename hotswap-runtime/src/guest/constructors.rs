//! Constructors, taken from the loader: they run once the library is a guest, not while it is opened.
//!
//! What a constructor leaves on a thread would otherwise be known to the system alone: a thread that it
//! starts is not counted, a key that it makes points into the library for ever. A host gains besides that
//! it can look at what was mapped before any code of it runs.

use object::elf;

use super::{dynamic, system};

/// A tag that means nothing to loaders, from the range that is left to systems.
const UNUSED_TAG: i64 = 0x6000_0f07;

/// The constructors of a library, by the addresses in its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constructors {
    /// The one that older linkers know.
    pub(super) first: Option<u64>,
    /// Where the table of the others is, and its size in bytes.
    pub(super) table: Option<(u64, u64)>,
}

/// Hides the constructors of an ELF library from the loader, in the bytes of its file.
///
/// They are to be [run](super::construct) when the library was adopted, or could not be. Where guests are not
/// possible, none are taken.
pub fn take_constructors(bytes: &mut [u8]) -> Constructors {
    if !system::IS_SUPPORTED {
        return Constructors::default();
    }
    let mut take = |tag| {
        let mut entry = dynamic::entry(bytes, tag)?;
        entry.set_tag(UNUSED_TAG);
        Some(entry.value())
    };
    Constructors {
        first: take(elf::DT_INIT),
        table: take(elf::DT_INIT_ARRAY).zip(take(elf::DT_INIT_ARRAYSZ)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructors_are_taken_once() {
        let file = test_kit::rustc_cdylib("plain", "", &[]);
        let mut bytes = std::fs::read(file).unwrap();
        let taken = take_constructors(&mut bytes);
        assert!(taken.table.is_some_and(|(_, size)| size >= 8), "{taken:?}");
        assert_eq!(take_constructors(&mut bytes), Constructors::default());
    }
}
