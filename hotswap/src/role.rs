//! Whether this library is a host.

use std::sync::atomic::{AtomicBool, Ordering};

/// Set before the first plugin is loaded. No other memory depends on it.
static IS_HOST: AtomicBool = AtomicBool::new(false);

/// Marks this library as a host.
pub(crate) fn become_host() {
    IS_HOST.store(true, Ordering::Relaxed);
}

#[inline]
pub(crate) fn is_host() -> bool {
    IS_HOST.load(Ordering::Relaxed)
}
