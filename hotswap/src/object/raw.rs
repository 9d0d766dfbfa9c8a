//! An object as it crosses.

use std::ffi::c_void;

use super::header::Header;
use crate::keep::RawKeep;

/// An object as it crosses. One that is never lifted leaks.
#[repr(C)]
#[derive(Debug)]
pub struct RawObj {
    pub(super) data: *const c_void,
    pub(super) table: *const Header,
    pub(super) keep: RawKeep,
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawObj, data), 0);
        assert_eq!(offset_of!(RawObj, table), word);
        assert_eq!(offset_of!(RawObj, keep), 2 * word);
        assert_eq!(size_of::<RawObj>(), 4 * word);
    }
}
