//! The host that this library is attached to, if it is a plugin.

use std::sync::OnceLock;
use std::time::Duration;

use super::executor::{RemoteExecutor, no_executor};
use super::raw_task::RawTask;
use super::table::HostTable;
use crate::call::PluginPanic;
use crate::error::Result;
use crate::keep::{Keep, KeepPurpose};
use crate::raw::RawStr;

/// The host of this library, if it is a plugin.
static HOST_TABLE: OnceLock<HostTable> = OnceLock::new();

/// The name of this plugin; `None` in a library without a host.
pub(crate) fn plugin_name() -> Option<RawStr> {
    // SAFETY: HOST-OUTLIVES: it is the host of this library.
    HOST_TABLE.get().map(|host| unsafe { host.plugin_name() })
}

/// The same as a text.
#[cfg(feature = "tokio")]
pub(crate) fn name() -> Option<&'static str> {
    // SAFETY: HOST-OUTLIVES: the name belongs to the services, which outlive this library.
    plugin_name().map(|name| unsafe { name.as_str() })
}

/// Sets the host of this library.
pub(crate) fn set_host(host: HostTable) {
    HOST_TABLE.get_or_init(|| host);
}

/// Reports a panic to the host. Returns whether the host has made it known.
pub(crate) fn tell_host(panic: &PluginPanic<'_>) -> bool {
    // SAFETY: HOST-OUTLIVES: as in `plugin_name`.
    let tell = |host: &HostTable| unsafe { host.tell(panic) };
    HOST_TABLE.get().is_none_or(tell)
}

/// A keep of this library, for something of it that another library has; `None` if the library is never unloaded.
///
/// # Errors
///
/// The error of the host, if this library is unloading.
pub(crate) fn keep(purpose: KeepPurpose) -> Result<Option<Keep>> {
    match HOST_TABLE.get() {
        // SAFETY: HOST-OUTLIVES: as in `plugin_name`.
        Some(host) => unsafe { host.keep_plugin(purpose) },
        None => Ok(None),
    }
}

/// Whether the host has an executor.
pub(crate) fn has_executor() -> bool {
    executor().is_some()
}

fn executor() -> Option<RemoteExecutor> {
    HOST_TABLE.get().and_then(HostTable::executor)
}

/// Has the host run a task.
///
/// # Errors
///
/// If the host has no executor, or that panics.
pub(crate) fn spawn(task: RawTask) -> Result<()> {
    let executor = executor().ok_or_else(no_executor)?;
    // SAFETY: HOST-OUTLIVES: as in `plugin_name`.
    unsafe { executor.spawn(task) }
}

/// A task of the host that is over when `time` has passed.
///
/// # Errors
///
/// If the host has no executor, or that panics.
pub(crate) fn sleep(time: Duration) -> Result<RawTask> {
    let executor = executor().ok_or_else(no_executor)?;
    // SAFETY: HOST-OUTLIVES: as in `plugin_name`.
    unsafe { executor.sleep(time) }
}

/// Whether panics record the addresses on the stack.
///
/// The host decides when it calls this first, as std does for errors: by `RUST_LIB_BACKTRACE`, or else by `RUST_BACKTRACE`.
pub(crate) fn are_backtraces_on() -> bool {
    static DECIDED: OnceLock<bool> = OnceLock::new();
    HOST_TABLE
        .get()
        .map(HostTable::are_backtraces_on)
        .unwrap_or_else(|| {
            *DECIDED.get_or_init(|| {
                let setting = std::env::var_os("RUST_LIB_BACKTRACE")
                    .or_else(|| std::env::var_os("RUST_BACKTRACE"));
                setting.is_some_and(|value| value != "0")
            })
        })
}
