//! The registry of all versions and generations of one swapper that have not ended.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::idle_threads::IdleThreads;
use crate::inspect::ContentHash;
use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::reaper::Alarm;
use crate::shared_libraries::KeptLibrary;
use crate::stats::Library;
use crate::tally::{Counts, Tally};
use crate::tracked_version::TrackedVersion;
use crate::version_info::VersionInfo;

/// The versions and generations of one swapper, and counts of those that have ended.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    versions: Mutex<Vec<Arc<TrackedVersion>>>,
    generations: Mutex<Vec<Weak<PluginManager>>>,
    /// The shared libraries that plugins have brought in, by path.
    libraries: Mutex<BTreeMap<PathBuf, Library>>,
    tally: Arc<Tally>,
    /// Set when a hook of a version begins.
    alarm: Alarm,
    /// Woken when a library waits for threads of the host.
    idle_threads: Arc<IdleThreads>,
}

impl Registry {
    /// Of a swapper whose watchdog has this alarm, and whose host has these threads.
    pub(crate) fn new(alarm: Alarm, idle_threads: Arc<IdleThreads>) -> Self {
        Self {
            alarm,
            idle_threads,
            ..Self::default()
        }
    }

    /// Makes a version that is about to be opened. It is not in the registry yet.
    pub(crate) fn new_version(
        &self,
        plugin: &str,
        version: &str,
        build: Option<ContentHash>,
        generation: u64,
        mode: Mode,
    ) -> Arc<TrackedVersion> {
        let tally = Arc::clone(&self.tally);
        let info = VersionInfo::new(plugin, version, generation, mode, tally);
        let info = info
            .of_build(build)
            .watched_by(self.alarm.clone())
            .in_host_with(&self.idle_threads);
        Arc::new(TrackedVersion::new(info))
    }

    /// Adds a version that was opened.
    pub(crate) fn add(&self, version: &Arc<TrackedVersion>) {
        version.info().mark_opened();
        let mut versions = self.versions.lock();
        versions.retain(|other| !other.info().is_over());
        versions.push(Arc::clone(version));
    }

    /// Adds the shared libraries that a plugin needs, if plugins brought them in.
    pub(crate) fn add_libraries(&self, info: &VersionInfo, needed: &[KeptLibrary]) {
        for kept in needed.iter().filter(|it| it.by_plugin) {
            let mut libraries = self.libraries.lock();
            let library = libraries.entry(kept.path.clone());
            let library = library.or_insert_with(|| Library::new(&kept.name, &kept.path));
            library.is_needed_by(info.plugin(), kept.instead_of.clone());
        }
    }

    /// The shared libraries that plugins have brought in: they stay mapped.
    pub(crate) fn libraries(&self) -> Vec<Library> {
        self.libraries.lock().values().cloned().collect()
    }

    /// Adds a generation.
    pub(crate) fn add_generation(&self, generation: &Arc<PluginManager>) {
        let mut generations = self.generations.lock();
        generations.retain(|other| other.strong_count() > 0);
        generations.push(Arc::downgrade(generation));
    }

    /// The versions that are not gone yet, in the order in which they were opened.
    pub(crate) fn versions(&self) -> Vec<Arc<TrackedVersion>> {
        let mut versions = self.versions.lock();
        versions.retain(|version| !version.info().is_over());
        versions.clone()
    }

    /// The versions that have not ended yet. Those whose libraries stay mapped for good have.
    pub(crate) fn ending_versions(&self) -> Vec<Arc<TrackedVersion>> {
        let mut versions = self.versions();
        versions.retain(|version| !version.info().stays_for_good());
        versions
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
        self.tally.counts()
    }
}
