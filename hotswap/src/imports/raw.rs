//! One import as it crosses.

use std::mem::MaybeUninit;

use crate::object::RawObj;

/// One import on its way to a plugin. It leaks if it is not lifted.
#[repr(C)]
#[derive(Debug)]
pub struct RawImport {
    pub(super) is_there: u64,
    pub(super) object: MaybeUninit<RawObj>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(std::mem::offset_of!(RawImport, object), 8);
        assert_eq!(size_of::<RawImport>(), 8 + size_of::<RawObj>());
    }
}
