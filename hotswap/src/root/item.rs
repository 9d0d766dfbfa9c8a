//! The items of a plugin: the functions and types that are called or restored by name.

use linkme::distributed_slice;

use crate::call::Entries;
use crate::manifest::ItemKind;
use crate::raw::{RawSlice, RawStr};
use crate::shape::Fingerprint;

/// One function or type of a plugin, in the table that the linker collects.
#[repr(C)]
#[derive(Debug)]
pub struct Item {
    kind: u64,
    name: RawStr,
    fingerprint: Fingerprint,
    entries: Entries,
    record: RawSlice<u8>,
}

impl Item {
    /// An item, with its record in the manifest. The macros make it.
    ///
    /// # Safety
    ///
    /// `entries` are the adapters of a function whose signature has this fingerprint, or they restore a live type whose interfaces
    /// have this fingerprint.
    pub const unsafe fn new(
        kind: ItemKind,
        name: &'static str,
        fingerprint: Fingerprint,
        entries: Entries,
        record: &'static [u8],
    ) -> Self {
        Self {
            kind: kind as u64,
            name: RawStr::new(name),
            fingerprint,
            entries,
            record: RawSlice::new(record),
        }
    }

    /// The kind of item; `None` if this version does not know it.
    pub fn kind(&self) -> Option<ItemKind> {
        u8::try_from(self.kind).ok().and_then(ItemKind::from_byte)
    }

    /// Its name.
    ///
    /// # Safety
    ///
    /// The plugin is loaded for `'a`.
    pub unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: MAPPED: by the contract of this function.
        unsafe { self.name.as_str() }
    }

    /// The fingerprint of its signature.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Its record in the manifest.
    pub(crate) fn record_here(&self) -> &'static [u8] {
        // SAFETY: STATIC-ITEMS: the tables of this library have its own items, which are statics.
        unsafe { self.record.as_slice() }
    }

    /// Its adapters.
    pub const fn entries(&self) -> Entries {
        self.entries
    }
}

/// All items of the library (or of the binary, where several plugins are linked into one).
#[distributed_slice]
pub static ITEMS: [Item];

pub(super) extern "C" fn items() -> RawSlice<Item> {
    RawSlice::new(&ITEMS)
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    /// A change here is a change of the ABI: raise [`ABI_VERSION`](crate::root::ABI_VERSION).
    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(Item, kind), 0);
        assert_eq!(offset_of!(Item, name), 8);
        assert_eq!(offset_of!(Item, fingerprint), 8 + 2 * word);
        assert_eq!(offset_of!(Item, entries), 24 + 2 * word);
        assert_eq!(offset_of!(Entries, loaded), 0);
        assert_eq!(offset_of!(Entries, linked), word);
        assert_eq!(offset_of!(Entries, own), 2 * word);
        assert_eq!(offset_of!(Item, record), 24 + 5 * word);
        assert_eq!(size_of::<Item>(), 24 + 7 * word);
    }
}
