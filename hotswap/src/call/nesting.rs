//! Whether a host's code was called by a plugin, on this thread.
//!
//! Counted where calls come in, in a host alone: what plugins call in a host goes through its
//! [`barrier`](super::barrier). A host that calls an object of its own goes through it as well, and is taken
//! off again.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Set once, before the first plugin is loaded; nothing else is read on the strength of it.
static IS_HOST: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Calls of plugins into this host that are under way. No destructor, and nothing to allocate.
    static DEPTH: Cell<i32> = const { Cell::new(0) };
}

/// Whether the code that runs on this thread was called by a plugin.
///
/// Known in a host; in a plugin the answer is always no.
#[doc(hidden)]
pub fn is_called_by_plugin() -> bool {
    DEPTH.get() > 0
}

/// This library is a host.
pub(crate) fn become_host() {
    IS_HOST.store(true, Ordering::Relaxed);
}

#[inline]
pub(crate) fn is_host() -> bool {
    IS_HOST.load(Ordering::Relaxed)
}

/// Counts until it is dropped.
pub(crate) struct Count(i32);

impl Count {
    #[cold]
    fn new(by: i32) -> Self {
        DEPTH.set(DEPTH.get() + by);
        Self(by)
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - self.0);
    }
}

/// A call comes in from another library.
#[inline]
pub(crate) fn enter() -> Option<Count> {
    is_host().then(|| Count::new(1))
}

/// This library calls itself, if `own` says so, and will come in at its own door.
#[inline]
pub(crate) fn if_own(own: bool) -> Option<Count> {
    (own && is_host()).then(|| Count::new(-1))
}
