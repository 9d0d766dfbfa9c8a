//! Whether a host's code was called by a plugin, on this thread.
//!
//! Counted where calls of others come in, in a host alone: the objects that it gives to plugins have entries
//! of their own for that, so nobody else pays for it.

use std::cell::Cell;

use crate::linked::context::{self, Entered};

thread_local! {
    /// Calls of plugins into this host that are under way. No destructor, and nothing to allocate.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Whether the code that runs on this thread was called by a plugin.
///
/// Known in a host; in a plugin the answer is always no.
#[doc(hidden)]
pub fn is_called_by_plugin() -> bool {
    DEPTH.get() > 0
}

/// A call of a plugin that is under way.
pub(crate) struct Count {
    by: u32,
    _entered: Option<Entered>,
}

/// A call comes in, and is over when the count is dropped. `callee` names the type that is called: it may be one of
/// a plugin that is linked into this host, whose calls are none of the host's.
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
