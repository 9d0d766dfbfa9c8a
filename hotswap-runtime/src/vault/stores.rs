//! The vaults of all generations that a version of a plugin is in, and which of them it sees: that of the generation that
//! serves, or served last.
//!
//! # Invariant
//!
//! Of the vaults that a plugin is in, and whose generation has served, all but the newest are superseded. That changes
//! under the lock of the vault that is superseded: so a change that is made under the lock of one that is not is either
//! taken over by the next, or made in it.

use hotswap::Result;

use super::entries::{Content, Entries, gone, next_stamp};
use super::sync::{Arc, AtomicU64, Mutex, Ordering, Weak, fence};

/// The vault of one generation, as far as it matters which of several counts.
pub(super) trait Store {
    /// What can be changed in it.
    fn entries(&self) -> &Entries;

    /// When it served last.
    fn serving(&self) -> &Serving;
}

/// When the generation of a vault began to serve.
#[derive(Default)]
pub(super) struct Serving {
    /// The number of the vault.
    number: u64,
    /// 0 before it serves.
    since: AtomicU64,
}

/// The vaults of all generations that a plugin is in.
pub(super) struct Stores<S>(Mutex<Vec<Weak<S>>>);

impl Serving {
    /// That of a vault whose generation does not serve yet.
    pub(super) fn not_yet(number: u64) -> Self {
        Self {
            number,
            since: AtomicU64::new(0),
        }
    }

    /// Its generation serves from now on, for the first time or again.
    pub(super) fn begin(&self) {
        // Relaxed: a writer sees it through the lock of the superseded vault; a reader may be a moment behind.
        self.since.store(next_stamp(), Ordering::Relaxed);
    }

    /// The greatest is that of the vault that has served last.
    fn precedence(&self) -> (u64, u64) {
        // Relaxed: as in `begin`; and see `newest`.
        (self.since.load(Ordering::Relaxed), self.number)
    }
}

impl<S> Default for Stores<S> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<S: Store> Stores<S> {
    /// The plugin is in another generation.
    pub(super) fn join(&self, store: &Arc<S>) {
        let mut stores = self.0.lock();
        stores.retain(|it| it.strong_count() > 0);
        stores.push(Arc::downgrade(store));
    }

    fn newest(&self) -> Result<Arc<S>> {
        let stores: Vec<_> = self.0.lock().iter().filter_map(Weak::upgrade).collect();
        // Acquire, with the Release by which the last share of a vault was dropped: where one is found gone, the one that
        // served before that is seen to serve.
        fence(Ordering::Acquire);
        let newest = stores
            .into_iter()
            .max_by_key(|store| store.serving().precedence());
        newest.ok_or_else(gone)
    }

    /// Asks the vault that is the newest. If that has gone in the meantime, so has its answer.
    pub(super) fn ask<R>(&self, question: impl Fn(&S) -> Result<R>) -> Result<R> {
        loop {
            let store = self.newest()?;
            let answer = question(&store);
            if answer.is_ok() || Arc::ptr_eq(&store, &self.newest()?) {
                return answer;
            }
        }
    }

    /// Changes the vault that is the newest when it is changed, also if reloads are committed meanwhile.
    pub(super) fn change<R>(&self, change: impl FnOnce(&mut Content) -> Result<R>) -> Result<R> {
        let mut store = self.newest()?;
        loop {
            let mut content = store.entries().open();
            if content.counts() {
                return change(&mut content);
            }
            // Without the lock: the last share in another vault may be dropped here.
            drop(content);
            let newest = self.newest()?;
            if Arc::ptr_eq(&store, &newest) {
                // The generations that came after it are without this version of the plugin.
                return change(&mut store.entries().open());
            }
            store = newest;
        }
    }
}
