//! The table of functions that a host gives to a plugin.

use std::ffi::c_void;
use std::mem::MaybeUninit;

use super::executor::{ExecutorTable, RemoteExecutor};
use crate::abi::buffer::OwnedBuf;
use crate::call::{Failure, PluginPanic, RawPanic};
use crate::error::Result;
use crate::keep::{Keep, KeepPurpose, RawKeep};
use crate::metrics::RawMetrics;
use crate::raw::{RawSlice, RawStr};
use crate::trace::RawTraces;

/// The functions that a plugin may call in its host. The table grows at its end only.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HostTable {
    pub(super) size: u32,
    pub(super) services: *const c_void,
    pub(super) on_panic: unsafe extern "C" fn(services: *const c_void, panic: RawPanic) -> u8,
    pub(super) symbolize: unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>,
    /// `purpose` is a [`KeepPurpose`].
    pub(super) keep:
        unsafe extern "C" fn(services: *const c_void, purpose: u32, out: *mut RawKeep) -> Failure,
    pub(super) plugin: RawStr,
    /// Not 0 if panics should have backtraces.
    pub(super) backtraces: u32,
    /// Where traces go.
    pub(super) traces: RawTraces,
    /// Null if the host has no executor.
    pub(super) executor: *const ExecutorTable,
    /// Where metrics go.
    pub(super) metrics: RawMetrics,
}

impl HostTable {
    /// Whether panics should have backtraces.
    pub(crate) const fn are_backtraces_on(&self) -> bool {
        self.backtraces != 0
    }

    /// Reports a panic to the host. Returns whether the host has made it known.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn tell(&self, panic: &PluginPanic<'_>) -> bool {
        // SAFETY: HOST-OUTLIVES and LENT: the services live, by the contract of this function; the panic is lent for
        // the call.
        unsafe { (self.on_panic)(self.services, RawPanic::lend(panic)) != 0 }
    }

    /// The name of the plugin.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) const unsafe fn plugin_name(&self) -> RawStr {
        self.plugin
    }

    /// The executor of the host, if it has one.
    pub(super) const fn executor(&self) -> Option<RemoteExecutor> {
        // SAFETY: SIZED-TABLES and HOST-OUTLIVES: it is null, or a static of the host.
        match unsafe { self.executor.as_ref() } {
            Some(table) => Some(RemoteExecutor {
                table,
                services: self.services,
            }),
            None => None,
        }
    }

    /// Asks the host for a keep of the plugin; `None` if the plugin is never unloaded.
    ///
    /// # Safety
    ///
    /// The host and its services live.
    pub(crate) unsafe fn keep_plugin(&self, purpose: KeepPurpose) -> Result<Option<Keep>> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: HOST-OUTLIVES and OUT: the services live, by the contract of this function; `out` is a place to
        // write to.
        let failure = unsafe { (self.keep)(self.services, purpose as u32, out.as_mut_ptr()) };
        if !failure.is_none() {
            // SAFETY: LOWERED and HOST-OUTLIVES: the host has made it for this call.
            return Err(unsafe { failure.into_error() });
        }
        // SAFETY: OUT: no failure means that `out` is written.
        let raw = unsafe { out.assume_init() };
        // SAFETY: LOWERED: the host has just given it up.
        Ok(unsafe { raw.into_keep() })
    }
}

// SAFETY: SEND-SYNC: `services` points to a `HostServices`, which is `Send + Sync`.
unsafe impl Send for HostTable {}
// SAFETY: SEND-SYNC: as for `Send`.
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
        assert_eq!(std::mem::offset_of!(HostTable, traces), 8 * word);
        assert_eq!(std::mem::offset_of!(HostTable, executor), 10 * word);
        assert_eq!(std::mem::offset_of!(HostTable, metrics), 11 * word);
        assert_eq!(size_of::<HostTable>(), 13 * word);
    }
}
