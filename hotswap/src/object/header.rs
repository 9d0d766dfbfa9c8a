//! The beginning of every object table: the part that does not depend on the interface.

use std::ffi::c_void;

use super::owner::Owner;
use crate::shape::Fingerprint;

/// The beginning of the tables of all interfaces.
#[repr(C)]
#[derive(Debug)]
pub struct Header {
    pub(super) size: u32,
    /// [`OWN`] or [`COUNTED`].
    pub(super) kind: u32,
    pub(super) fingerprint: Fingerprint,
    pub(super) owner: &'static Owner,
    pub(super) retain: unsafe extern "C" fn(*const c_void),
    pub(super) release: unsafe extern "C" fn(*const c_void),
}

/// The [`Header::kind`] of the table that a library uses itself.
pub(super) const OWN: u32 = 0;
/// That of the table which counts.
pub(super) const COUNTED: u32 = 1;

/// The table for others, of a host's object.
///
/// # Safety
///
/// It is one of [`Tables`].
pub(super) unsafe fn for_others(table: *const Header) -> *const Header {
    // SAFETY: TABLES: by the contract of this function.
    match unsafe { &*table } {
        Header {
            kind: OWN, size, ..
        } => table.wrapping_byte_add(*size as usize),
        _ => table,
    }
}

/// The table for the library that made the object.
///
/// # Safety
///
/// It is one of [`Tables`].
pub(super) unsafe fn for_itself(table: *const Header) -> *const Header {
    // SAFETY: TABLES: by the contract of this function.
    match unsafe { &*table } {
        Header {
            kind: COUNTED,
            size,
            ..
        } => table.wrapping_byte_sub(*size as usize),
        _ => table,
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(Header, size), 0);
        assert_eq!(offset_of!(Header, kind), 4);
        assert_eq!(offset_of!(Header, fingerprint), 8);
        assert_eq!(offset_of!(Header, owner), 24);
        assert_eq!(offset_of!(Header, retain), 24 + word);
        assert_eq!(offset_of!(Header, release), 24 + 2 * word);
        assert_eq!(size_of::<Header>(), 24 + 3 * word);
    }
}
