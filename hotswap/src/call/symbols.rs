//! Names for the addresses of a backtrace.
//!
//! A plugin that looked them up itself would map its own file for good. So the host looks them up: the runtime sets how, and a
//! plugin gets the function when it is attached.

use std::sync::OnceLock;

use crate::abi::Abi;
use crate::abi::buffer::OwnedBuf;
use crate::raw::RawSlice;

/// Turns addresses into the text of a backtrace.
pub type Symbolizer = fn(&[u64]) -> String;

/// A [`Symbolizer`] as it crosses.
pub(crate) type RemoteSymbolizer = unsafe extern "C" fn(RawSlice<u64>) -> OwnedBuf<u8>;

static HERE: OnceLock<Symbolizer> = OnceLock::new();
static IN_HOST: OnceLock<RemoteSymbolizer> = OnceLock::new();

/// Sets how this library names addresses. Only the first call has an effect.
///
/// The runtime calls it. Without a symbolizer, a backtrace shows only addresses.
pub fn set_symbolizer(symbolizer: Symbolizer) {
    HERE.get_or_init(|| symbolizer);
}

/// Lets the host name the addresses.
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
        // SAFETY: HOST-OUTLIVES and LENT: the host gave a function of its own; the slice is lent for the call.
        let repr = unsafe { host(RawSlice::new(addresses)) };
        // SAFETY: LOWERED: the host lowered it from a `String`.
        return Some(unsafe { String::lift(repr) });
    }
    Some(
        addresses
            .iter()
            .map(|address| format!("{address:#018x}\n"))
            .collect(),
    )
}
