//! Names for the addresses of a backtrace.
//!
//! A plugin that looked them up itself would map its own file for good. So the host does it: the runtime
//! sets how, and plugins are told whom to ask when they are attached. The host also says whether there are backtraces
//! at all: it alone reads the environment, under the lock of its own std.

use std::sync::OnceLock;

use super::barrier::silence;
use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::object::owner;
use crate::raw::RawSlice;

/// Turns addresses into the text of a backtrace.
pub type Symbolizer = fn(&[u64]) -> String;

/// The same across the boundary.
pub(crate) type RemoteSymbolizer = unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>;

static HERE: OnceLock<Symbolizer> = OnceLock::new();
static IN_HOST: OnceLock<RemoteSymbolizer> = OnceLock::new();

/// Whether panics take the addresses on the stack with them.
///
/// The host decides, the first time that this is asked there, as std does for errors: by `RUST_LIB_BACKTRACE`, else by
/// `RUST_BACKTRACE`.
pub(crate) fn are_backtraces_on() -> bool {
    static DECIDED: OnceLock<bool> = OnceLock::new();
    owner::host_backtraces().unwrap_or_else(|| {
        *DECIDED.get_or_init(|| {
            let setting = std::env::var_os("RUST_LIB_BACKTRACE")
                .or_else(|| std::env::var_os("RUST_BACKTRACE"));
            setting.is_some_and(|value| value != "0")
        })
    })
}

/// Sets how this library names addresses. The first one set stays.
///
/// The runtime calls it. Without one, a backtrace shows bare addresses.
pub fn set_symbolizer(symbolizer: Symbolizer) {
    HERE.get_or_init(|| symbolizer);
}

/// Has the host name the addresses.
pub(crate) fn defer_symbols_to(host: RemoteSymbolizer) {
    IN_HOST.get_or_init(|| host);
}

/// The text of a backtrace; `None` where there are no addresses.
pub(crate) fn symbolize(addresses: &[u64]) -> Option<String> {
    if addresses.is_empty() {
        return None;
    }
    if let Some(symbolizer) = HERE.get() {
        return Some(symbolizer(addresses));
    }
    if let Some(host) = IN_HOST.get() {
        // SAFETY: the host gave a function of its own, which is never unmapped; the slice lives for the call.
        let repr = unsafe { host(RawSlice::new(addresses)) };
        // SAFETY: the host lowered it from a `String`.
        return Some(unsafe { String::lift(repr) });
    }
    Some(
        addresses
            .iter()
            .map(|address| format!("{address:#018x}\n"))
            .collect(),
    )
}

/// What the host answers a plugin.
///
/// # Safety
///
/// The slice lives for the call.
pub(crate) unsafe extern "C" fn symbolize_for_plugin(addresses: RawSlice<u64>) -> OwnedBuf<u8> {
    // SAFETY: the caller's promise.
    let addresses = unsafe { addresses.as_slice() };
    // A panic must not unwind into the plugin; a backtrace without names is better than none of the error.
    let mut text = None;
    silence(|| text = symbolize(addresses));
    text.unwrap_or_default().lower()
}
