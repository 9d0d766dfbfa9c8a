//! Reentrancy: whether the code of a host was called by a plugin, on this thread.
//!
//! Only a host counts. The objects that it passes to plugins have separate entries that count, so other calls pay nothing.

use std::cell::Cell;

use crate::linked::context::{self, Entered};

thread_local! {
    /// The number of calls from plugins into this host. It has no destructor, and allocates nothing.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Whether the code that runs on this thread was called by a plugin.
///
/// In a plugin this is always `false`.
#[doc(hidden)]
pub fn is_called_by_plugin() -> bool {
    DEPTH.get() > 0
}

/// A call from a plugin, until it returns.
pub(crate) struct Count {
    by: u32,
    _entered: Option<Entered>,
}

/// Counts a call until the result is dropped. `callee` names the type whose code is called. If it belongs to a plugin that is
/// linked into this host, the call is not counted.
pub(crate) fn enter(callee: fn() -> &'static str) -> Count {
    let (plugin, entered) = context::enter_type(callee);
    let by = u32::from(plugin.is_none());
    DEPTH.set(DEPTH.get() + by);
    Count {
        by,
        _entered: entered,
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - self.by);
    }
}
