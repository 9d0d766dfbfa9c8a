//! How many libraries were released: a thread that knows an older number has something to look at.

use std::sync::atomic::{AtomicU64, Ordering};

static RELEASES: AtomicU64 = AtomicU64::new(0);

/// No number of releases.
pub(super) const UNSEEN: u64 = u64::MAX;

/// Tells all threads that a library was released, or that its last object of after that is gone.
pub(super) fn announce() {
    // Release: a thread that sees the number sees the library's mark.
    RELEASES.fetch_add(1, Ordering::Release);
}

/// The number, for a thread that only compares it.
#[inline]
pub(super) fn glance() -> u64 {
    // Relaxed: a thread that reads an old number comes by again, and one that reads a new number calls `latest`.
    RELEASES.load(Ordering::Relaxed)
}

/// The number, with the marks of all libraries that are counted in it.
pub(super) fn latest() -> u64 {
    // Acquire: pairs with `announce`.
    RELEASES.load(Ordering::Acquire)
}
