//! A context as a plugin gets it.

use std::fmt;

use crate::raw::RawStr;
use crate::vault::RawVault;

/// A context as a plugin gets it. It is valid for as long as code of the plugin may run.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawContext {
    /// The size of this struct, which may grow at its end.
    pub(crate) size: u32,
    pub(crate) generation: u64,
    pub(crate) name: RawStr,
    pub(crate) version: RawStr,
    pub(crate) build: RawStr,
    pub(crate) vault: RawVault,
}

impl fmt::Debug for RawContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawContext")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawContext, generation), 8);
        assert_eq!(offset_of!(RawContext, name), 16);
        assert_eq!(offset_of!(RawContext, version), 16 + 2 * word);
        assert_eq!(offset_of!(RawContext, build), 16 + 4 * word);
        assert_eq!(offset_of!(RawContext, vault), 16 + 6 * word);
        assert_eq!(size_of::<RawContext>(), 16 + 8 * word);
    }
}
