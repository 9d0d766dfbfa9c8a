//! The plugin's end: connects this library to its host.

use super::attached;
use super::table::HostTable;
use crate::call::{Failure, barrier_without_value, defer_symbols_to, install_panic_hook};
use crate::error::Error;

/// Connects the plugin to its host, which then gets its panics, backtraces and traces. Without traces this allocates nothing that stays. The root's
/// `detach` removes the panic hook again.
///
/// # Safety
///
/// `host` points to the table of a host that outlives this library.
pub(crate) unsafe extern "C" fn attach(host: *const HostTable) -> Failure {
    // SAFETY: SIZED-TABLES and HOST-OUTLIVES: every table begins with its size.
    let size = unsafe { (*host).size } as usize;
    if size < size_of::<HostTable>() {
        return Failure::from_error(Error::msg(
            "the host is built with an older version of hotswap: rebuild the host",
        ));
    }
    // SAFETY: SIZED-TABLES and HOST-OUTLIVES: the table is as long as this.
    let host = unsafe { *host };
    let attach = || {
        attached::set_host(host);
        defer_symbols_to(host.symbolize);
        install_panic_hook();
        #[cfg(any(feature = "tracing", feature = "log"))]
        // SAFETY: HOST-OUTLIVES: the table and its host live as long as this library, by the contract of this function.
        unsafe {
            crate::trace::attach(host.traces);
        }
        #[cfg(feature = "metrics")]
        // SAFETY: HOST-OUTLIVES: the table and its host live as long as this library, by the contract of this function.
        unsafe {
            crate::metrics::attach(host.metrics);
        }
    };
    barrier_without_value(attach)
}
