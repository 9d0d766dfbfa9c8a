//! What a host offers to each plugin it loads.

use std::ffi::c_void;
use std::fmt;

use crate::abi::buffer::OwnedBuf;
use crate::call::{Failure, barrier, defer_symbols_to, install_panic_hook, symbolize_for_plugin};
use crate::error::Error;
use crate::raw::{RawSlice, RawStr};

/// The host's side of one plugin.
///
/// Lives as long as the plugin's library is mapped.
pub struct HostServices {
    on_panic: PanicObserver,
}

/// Is told the message and the place of a panic.
type PanicObserver = Box<dyn Fn(&str, &str) + Send + Sync>;

impl HostServices {
    /// `on_panic` is told of each panic in the plugin, on whichever thread: the message and the place.
    pub fn new(on_panic: impl Fn(&str, &str) + Send + Sync + 'static) -> Self {
        Self {
            on_panic: Box::new(on_panic),
        }
    }

    /// The table that the plugin is given.
    pub fn table(&self) -> HostTable {
        HostTable {
            size: size_of::<HostTable>() as u32,
            services: std::ptr::from_ref(self).cast(),
            on_panic,
            symbolize: symbolize_for_plugin,
        }
    }
}

impl fmt::Debug for HostServices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostServices").finish_non_exhaustive()
    }
}

/// What a plugin may call in its host. Grows at its end only.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct HostTable {
    size: u32,
    services: *const c_void,
    on_panic: unsafe extern "C" fn(services: *const c_void, message: RawStr, location: RawStr),
    symbolize: unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>,
}

// SAFETY: `services` points to a `HostServices`, which is `Send + Sync`.
unsafe impl Send for HostTable {}
// SAFETY: as above.
unsafe impl Sync for HostTable {}

/// # Safety
///
/// `services` is a live [`HostServices`], the texts live for the call.
unsafe extern "C" fn on_panic(services: *const c_void, message: RawStr, location: RawStr) {
    let tell = || {
        // SAFETY: the caller's promise.
        let services = unsafe { &*services.cast::<HostServices>() };
        // SAFETY: the caller's promise.
        let message = unsafe { message.as_str() };
        // SAFETY: the caller's promise.
        let location = unsafe { location.as_str() };
        (services.on_panic)(message, location);
    };
    // A logger that panics must not unwind into a plugin that is panicking already.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(tell));
}

/// The plugin's end: has its panics and backtraces go to the host.
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
        // Its buffer is made here, where the host notes what belongs to statics and frees it with them.
        let _ = std::io::stdout();
        defer_symbols_to(host.symbolize);
        install_panic_hook(move |message, location| {
            // The whole table is captured, because only the whole of it may be shared between threads.
            let host = &host;
            // SAFETY: the host and its services outlive this library.
            unsafe {
                (host.on_panic)(host.services, RawStr::new(message), RawStr::new(location));
            }
        });
    };
    let mut done = ();
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, attach) }
}

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
    }
}
