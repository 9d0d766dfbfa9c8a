//! The host that this library is attached to, if it is a plugin.

use std::sync::OnceLock;

use super::table::HostTable;
use crate::call::PluginPanic;
use crate::error::Result;
use crate::keep::{Keep, KeepKind};
use crate::raw::RawStr;

/// The host of this library, if it is a plugin.
static HOST_TABLE: OnceLock<HostTable> = OnceLock::new();

/// What the host calls this plugin; `None` in a library without a host.
pub(crate) fn plugin_name() -> Option<RawStr> {
    // SAFETY: it is this library's host, which outlives it.
    HOST_TABLE.get().map(|host| unsafe { host.plugin_name() })
}

/// Notes the host of this library.
pub(crate) fn set_host(host: HostTable) {
    HOST_TABLE.get_or_init(|| host);
}

/// Tells the host of a panic; whether it has made it known. A library without a host has its own panic hook.
pub(crate) fn tell_host(panic: &PluginPanic<'_>) -> bool {
    // SAFETY: as in `plugin_name`.
    let tell = |host: &HostTable| unsafe { host.tell(panic) };
    HOST_TABLE.get().is_none_or(tell)
}

/// What keeps this library loaded, for something of it that another has; `None` if it is never unloaded.
///
/// # Errors
///
/// The host's, if this library is on its way out.
pub(crate) fn keep(kind: KeepKind) -> Result<Option<Keep>> {
    match HOST_TABLE.get() {
        // SAFETY: as in `plugin_name`.
        Some(host) => unsafe { host.keep_plugin(kind) },
        None => Ok(None),
    }
}

/// Whether panics take the addresses on the stack with them.
///
/// The host decides, the first time that this is asked there, as std does for errors: by `RUST_LIB_BACKTRACE`, else by
/// `RUST_BACKTRACE`.
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
