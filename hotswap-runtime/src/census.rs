//! All versions and generations of one swapper that are not gone yet.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::life::Life;
use crate::manager::PluginManager;
use crate::mode::Mode;

/// Who is there, and how many have been.
#[derive(Debug, Default)]
pub(crate) struct Census {
    lives: Mutex<Vec<Arc<Life>>>,
    generations: Mutex<Vec<Weak<PluginManager>>>,
    opened: AtomicU64,
    freed: AtomicU64,
    unloaded: AtomicU64,
    kept: AtomicU64,
}

// The counts are for people to read: `Relaxed` is enough for all of them.

impl Census {
    /// A version is about to be opened.
    pub(crate) fn enter(
        &self,
        plugin: &str,
        version: &str,
        generation: u64,
        mode: Mode,
    ) -> Arc<Life> {
        Arc::new(Life::new(plugin, version, generation, mode))
    }

    /// It was opened.
    pub(crate) fn opened(&self, life: &Arc<Life>) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.lives.lock().push(Arc::clone(life));
    }

    /// Its value is gone.
    pub(crate) fn freed(&self, life: &Life) {
        life.freed();
        self.freed.fetch_add(1, Ordering::Relaxed);
    }

    /// Its library is gone.
    pub(crate) fn unloaded(&self, life: &Arc<Life>) {
        self.unloaded.fetch_add(1, Ordering::Relaxed);
        self.forget(life);
    }

    /// Its library stays mapped for good, and nobody waits for anything.
    pub(crate) fn kept(&self, life: &Arc<Life>) {
        self.kept.fetch_add(1, Ordering::Relaxed);
        self.forget(life);
    }

    fn forget(&self, life: &Arc<Life>) {
        self.lives.lock().retain(|other| !Arc::ptr_eq(other, life));
    }

    /// A generation was made.
    pub(crate) fn begins(&self, generation: &Arc<PluginManager>) {
        let mut generations = self.generations.lock();
        generations.retain(|other| other.strong_count() > 0);
        generations.push(Arc::downgrade(generation));
    }

    pub(crate) fn lives(&self) -> Vec<Arc<Life>> {
        self.lives.lock().clone()
    }

    /// The generations that are not gone yet, older ones first.
    pub(crate) fn generations(&self) -> Vec<Arc<PluginManager>> {
        let mut generations: Vec<_> = self
            .generations
            .lock()
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        generations.sort_by_key(|it| it.generation());
        generations
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

/// How many have been.
pub(crate) struct Counts {
    pub(crate) opened: u64,
    pub(crate) freed: u64,
    pub(crate) unloaded: u64,
    pub(crate) kept: u64,
}
