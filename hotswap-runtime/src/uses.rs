//! The users of one version of a plugin, counted by kind.

use std::sync::atomic::{AtomicUsize, Ordering};

/// A kind of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// A generation, and what is in its vault.
    Generation,
    /// A cloned [`LoadedPlugin`](crate::LoadedPlugin).
    Plugin,
    /// A function that was taken by name.
    Function,
    /// An object of the plugin that is outside of it.
    Object,
    /// A future of the plugin that others poll.
    Future,
    /// A waker of the plugin that others hold.
    Waker,
    /// What it exports, in a plugin that imports it.
    Import,
    /// What it exports, in a generation, or taken from there.
    Export,
}

/// How many there are of each kind.
#[derive(Debug, Default)]
pub(crate) struct Uses([AtomicUsize; Use::Export as usize + 1]);

// Relaxed: for people to read. What keeps a version is the count of its `Arc`.

impl Uses {
    pub(crate) fn add(&self, kind: Use) {
        self.of(kind).fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn remove(&self, kind: Use) {
        self.of(kind).fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn count(&self, kind: Use) -> usize {
        self.of(kind).load(Ordering::Relaxed)
    }

    fn of(&self, kind: Use) -> &AtomicUsize {
        &self.0[kind as usize]
    }
}
