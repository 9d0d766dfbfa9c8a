//! The table of functions that a host gives to a plugin.

use std::ffi::c_void;
use std::mem::MaybeUninit;

use crate::abi::buffer::OwnedBuf;
use crate::call::{Failure, PluginPanic, RawPanic};
use crate::error::Result;
use crate::keep::{Keep, KeepKind, RawKeep};
use crate::raw::{RawSlice, RawStr};

/// What a plugin may call in its host. Grows at its end only.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HostTable {
    pub(super) size: u32,
    pub(super) services: *const c_void,
    pub(super) on_panic: unsafe extern "C" fn(services: *const c_void, panic: RawPanic) -> u8,
    pub(super) symbolize: unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>,
    /// `kind` is a [`KeepKind`].
    pub(super) keep:
        unsafe extern "C" fn(services: *const c_void, kind: u32, out: *mut RawKeep) -> Failure,
    pub(super) plugin: RawStr,
    /// Not 0 if panics are to have backtraces.
    pub(super) backtraces: u32,
}

impl HostTable {
    /// Whether panics are to have backtraces.
    pub(crate) const fn are_backtraces_on(&self) -> bool {
        self.backtraces != 0
    }

    /// Tells the host of a panic; whether it has made it known.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn tell(&self, panic: &PluginPanic<'_>) -> bool {
        // SAFETY: the caller's promise; what is lent lives for the call.
        unsafe { (self.on_panic)(self.services, RawPanic::lend(panic)) != 0 }
    }

    /// What the plugin is called.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) const unsafe fn plugin_name(&self) -> RawStr {
        self.plugin
    }

    /// Has the host keep the plugin loaded; `None` if it is never unloaded.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn keep_plugin(&self, kind: KeepKind) -> Result<Option<Keep>> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: the caller's promise; `out` is a place to write to.
        let failure = unsafe { (self.keep)(self.services, kind as u32, out.as_mut_ptr()) };
        if !failure.is_none() {
            // SAFETY: it came from the host, which is mapped.
            return Err(unsafe { failure.into_error() });
        }
        // SAFETY: no failure means that `out` is written.
        let raw = unsafe { out.assume_init() };
        // SAFETY: the host has just given it up.
        Ok(unsafe { raw.into_keep() })
    }
}

// SAFETY: `services` points to a `HostServices`, which is `Send + Sync`.
unsafe impl Send for HostTable {}
// SAFETY: as above.
unsafe impl Sync for HostTable {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(std::mem::offset_of!(HostTable, size), 0);
        assert_eq!(std::mem::offset_of!(HostTable, services), word);
        assert_eq!(std::mem::offset_of!(HostTable, on_panic), 2 * word);
        assert_eq!(std::mem::offset_of!(HostTable, symbolize), 3 * word);
        assert_eq!(std::mem::offset_of!(HostTable, keep), 4 * word);
        assert_eq!(std::mem::offset_of!(HostTable, plugin), 5 * word);
        assert_eq!(std::mem::offset_of!(HostTable, backtraces), 7 * word);
        assert_eq!(size_of::<HostTable>(), 8 * word);
    }
}
