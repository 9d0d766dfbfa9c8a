//! The executor of a host, as its plugins use it.

use std::ffi::c_void;
use std::fmt;
use std::mem::MaybeUninit;
use std::time::Duration;

use super::raw_task::RawTask;
use crate::call::Failure;
use crate::error::{Error, Result};

/// The executor that a host has for tasks of a plugin.
pub struct HostExecutor {
    pub(super) spawn: Box<dyn Fn(RawTask) + Send + Sync>,
    pub(super) sleep: Box<dyn Fn(Duration) -> RawTask + Send + Sync>,
}

impl HostExecutor {
    /// `spawn` runs a task, and `sleep` makes one that ends when a time has passed.
    pub fn new(
        spawn: impl Fn(RawTask) + Send + Sync + 'static,
        sleep: impl Fn(Duration) -> RawTask + Send + Sync + 'static,
    ) -> Self {
        Self {
            spawn: Box::new(spawn),
            sleep: Box::new(sleep),
        }
    }
}

impl fmt::Debug for HostExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostExecutor").finish_non_exhaustive()
    }
}

/// The functions of an executor. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct ExecutorTable {
    pub(super) size: u32,
    pub(super) spawn: unsafe extern "C" fn(services: *const c_void, task: RawTask) -> Failure,
    pub(super) sleep: unsafe extern "C" fn(
        services: *const c_void,
        seconds: u64,
        nanoseconds: u32,
        out: *mut RawTask,
    ) -> Failure,
}

/// The executor of a host, from outside of the host.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RemoteExecutor {
    pub(super) table: &'static ExecutorTable,
    pub(super) services: *const c_void,
}

impl RemoteExecutor {
    /// # Safety
    ///
    /// The host and its services live.
    pub(super) unsafe fn spawn(self, task: RawTask) -> Result<()> {
        // SAFETY: HOST-OUTLIVES: the services live, by the contract of this function.
        let failure = unsafe { (self.table.spawn)(self.services, task) };
        // SAFETY: LOWERED and HOST-OUTLIVES: the host has made it for this call.
        unsafe { checked(failure) }
    }

    /// # Safety
    ///
    /// The host and its services live.
    pub(super) unsafe fn sleep(self, time: Duration) -> Result<RawTask> {
        let mut out = MaybeUninit::uninit();
        let (seconds, nanoseconds) = (time.as_secs(), time.subsec_nanos());
        // SAFETY: HOST-OUTLIVES and OUT: the services live, by the contract of this function; `out` is a place to write to.
        let failure =
            unsafe { (self.table.sleep)(self.services, seconds, nanoseconds, out.as_mut_ptr()) };
        // SAFETY: LOWERED and HOST-OUTLIVES: the host has made it for this call.
        unsafe { checked(failure) }?;
        // SAFETY: OUT: no failure means that `out` is written.
        Ok(unsafe { out.assume_init() })
    }
}

/// # Safety
///
/// The failure was just returned by a function of a library that is loaded.
unsafe fn checked(failure: Failure) -> Result<()> {
    match failure.is_none() {
        true => Ok(()),
        // SAFETY: LOWERED: by the contract of this function.
        false => Err(unsafe { failure.into_error() }),
    }
}

/// The error where a host has no executor.
#[cold]
pub(crate) fn no_executor() -> Error {
    Error::msg(
        "the host has no executor for tasks of plugins: it sets one with `Swapper::builder(…).tokio(handle)` or \
         `.executor(…)`, or the plugin has its own with the feature `tokio` of hotswap-rs",
    )
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(ExecutorTable, size), 0);
        assert_eq!(offset_of!(ExecutorTable, spawn), word);
        assert_eq!(offset_of!(ExecutorTable, sleep), 2 * word);
        assert_eq!(size_of::<ExecutorTable>(), 3 * word);
    }
}
