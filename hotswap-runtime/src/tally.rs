//! Counts of the versions of one swapper: opened, freed, unloaded, kept mapped.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counted by each version as it happens to it.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    opened: AtomicU64,
    freed: AtomicU64,
    unloaded: AtomicU64,
    kept: AtomicU64,
}

/// How many have been.
pub(crate) struct Counts {
    pub(crate) opened: u64,
    pub(crate) freed: u64,
    pub(crate) unloaded: u64,
    pub(crate) kept: u64,
}

// The counts are for people to read: `Relaxed` is enough for all of them.

impl Tally {
    pub(crate) fn count_opened(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_freed(&self) {
        self.freed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_unloaded(&self) {
        self.unloaded.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn count_kept(&self) {
        self.kept.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn counts(&self) -> Counts {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Counts {
            opened: read(&self.opened),
            freed: read(&self.freed),
            unloaded: read(&self.unloaded),
            kept: read(&self.kept),
        }
    }
}
