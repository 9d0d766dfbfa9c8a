//! A vault as a plugin gets it.

use std::ffi::c_void;

/// A vault as a plugin gets it. It is valid for as long as the plugin's library is mapped.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawVault {
    pub(super) backend: *const c_void,
    /// A table of functions, which begins with its size: the table of another version may be shorter.
    pub(super) functions: *const u32,
}

// SAFETY: SEND-SYNC: a `RawVault` is only made of a backend that is `Send + Sync`, and of a static table.
unsafe impl Send for RawVault {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for RawVault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(size_of::<RawVault>(), 2 * word);
        assert_eq!(std::mem::offset_of!(RawVault, functions), word);
    }
}
