//! Whose object it is: each library has one [`Owner`], and its address tells libraries apart.
//!
//! A static, not a function: the compiler may copy a function into several places, never a static.

use std::sync::OnceLock;

use crate::call::{PluginPanic, nesting};
use crate::error::{HOST, Result};
use crate::host::HostTable;
use crate::keep::Keep;
use crate::raw::RawStr;

/// The library that made an object. Grows at its end only.
#[repr(C)]
#[derive(Debug)]
pub struct Owner {
    size: u32,
    name: extern "C" fn() -> RawStr,
}

/// This library.
static HERE: Owner = Owner {
    size: size_of::<Owner>() as u32,
    name,
};

/// The host of this library, if it is a plugin.
static HOST_TABLE: OnceLock<HostTable> = OnceLock::new();

impl Owner {
    /// This library.
    pub(crate) const fn here() -> &'static Self {
        &HERE
    }

    /// Whether it is this library.
    #[inline]
    pub(crate) fn is_here(&self) -> bool {
        std::ptr::eq(self, &raw const HERE)
    }

    /// The name of the plugin, or [`HOST`]; empty where neither is known.
    ///
    /// # Safety
    ///
    /// The owner is loaded for `'a`.
    pub(crate) unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: the caller's promise; each library answers with a text of its own.
        unsafe { (self.name)().as_str() }
    }
}

extern "C" fn name() -> RawStr {
    match HOST_TABLE.get() {
        // SAFETY: it is this library's host, which outlives it.
        Some(host) => unsafe { host.plugin_name() },
        None if nesting::is_host() => RawStr::new(HOST),
        None => RawStr::new(""),
    }
}

/// Notes the host of this library.
pub(crate) fn attached_to(host: HostTable) {
    HOST_TABLE.get_or_init(|| host);
}

/// Tells the host of a panic; whether it has made it known. A library without a host has its own panic hook.
pub(crate) fn tell_host(panic: &PluginPanic<'_>) -> bool {
    // SAFETY: as in `name`.
    let tell = |host: &HostTable| unsafe { host.tell(panic) };
    HOST_TABLE.get().is_none_or(tell)
}

/// What the host has decided about backtraces; `None` in a library without a host.
pub(crate) fn host_backtraces() -> Option<bool> {
    HOST_TABLE.get().map(HostTable::are_backtraces_on)
}

/// What keeps this library loaded, for an object that leaves it; `None` if it is never unloaded.
///
/// # Errors
///
/// The host's, if this library is on its way out.
pub(crate) fn keep() -> Result<Option<Keep>> {
    match HOST_TABLE.get() {
        // SAFETY: as in `name`.
        Some(host) => unsafe { host.keep_plugin() },
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(std::mem::offset_of!(Owner, size), 0);
        assert_eq!(std::mem::offset_of!(Owner, name), size_of::<usize>());
        assert_eq!(size_of::<Owner>(), 2 * size_of::<usize>());
    }
}
