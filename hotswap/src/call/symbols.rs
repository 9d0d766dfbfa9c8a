//! Names for the addresses of a backtrace.
//!
//! A plugin that looked them up itself would map its own file for good. So the host does it: the runtime
//! sets how, and plugins are told whom to ask when they are attached.

use std::sync::OnceLock;

use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::raw::RawSlice;

/// Turns addresses into the text of a backtrace.
pub type Symbolizer = fn(&[u64]) -> String;

/// The same across the boundary.
pub(crate) type RemoteSymbolizer = unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>;

static HERE: OnceLock<Symbolizer> = OnceLock::new();
static IN_HOST: OnceLock<RemoteSymbolizer> = OnceLock::new();

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
