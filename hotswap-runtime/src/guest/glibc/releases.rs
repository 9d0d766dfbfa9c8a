//! How many libraries were released. A thread that has seen an older number looks for destructors to run.

use std::sync::atomic::{AtomicU64, Ordering};

static RELEASES: AtomicU64 = AtomicU64::new(0);

/// A number that no thread can have seen.
pub(super) const UNSEEN: u64 = u64::MAX;

/// Tells all threads that a library was released, that the last object that left it after its release was dropped, or that
/// its spans were closed.
pub(crate) fn announce() {
    // Release: a thread that sees the number sees the library's mark.
    RELEASES.fetch_add(1, Ordering::Release);
}

/// The number, for a thread that only compares it.
#[inline]
pub(super) fn glance() -> u64 {
    // Relaxed: a thread that reads an old number will read it again, and one that reads a new number calls `latest`.
    RELEASES.load(Ordering::Relaxed)
}

/// The number, with the marks of all libraries that are counted in it.
pub(super) fn latest() -> u64 {
    // Acquire: pairs with `announce`.
    RELEASES.load(Ordering::Acquire)
}
