//! The plugin's end: connects this library to its host.

use super::attached;
use super::table::HostTable;
use crate::call::{Failure, barrier, defer_symbols_to, install_panic_hook};
use crate::error::Error;

/// The plugin's end: has its panics and backtraces go to the host. It owns nothing on the heap afterwards; the panic
/// hook is taken out again by the root's `detach`.
///
/// # Safety
///
/// `host` points to the table of a host that outlives this library.
pub(crate) unsafe extern "C" fn attach(host: *const HostTable) -> Failure {
    // SAFETY: the caller's promise; every table begins with its size.
    let size = unsafe { (*host).size } as usize;
    if size < size_of::<HostTable>() {
        return Failure::from_error(Error::msg(
            "the host is built with an older version of hotswap",
        ));
    }
    // SAFETY: the caller's promise, and the table is as long as this.
    let host = unsafe { *host };
    let attach = || {
        attached::set_host(host);
        defer_symbols_to(host.symbolize);
        install_panic_hook();
    };
    let mut done = ();
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, attach) }
}
