//! Data about one version of a plugin, from its opening to its end.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::hook::Hooks;
use crate::idle_threads::IdleThreads;
use crate::inspect::ContentHash;
use crate::log::{TARGET, log};
use crate::mode::Mode;
use crate::reaper::Alarm;
use crate::tally::Tally;

/// What is known of one version of a plugin.
pub(crate) struct VersionInfo {
    plugin: String,
    version: String,
    /// The hash of the file's content; `None` if it is linked into the host.
    build: Option<ContentHash>,
    /// No two versions have the same.
    number: u64,
    generation: u64,
    mode: Mode,
    has_served: AtomicBool,
    is_freed: AtomicBool,
    is_over: AtomicBool,
    stays_for_good: AtomicBool,
    why_mapped: OnceLock<String>,
    hooks: Arc<Hooks>,
    /// The plugins that it needs, each as the address of what keeps it loaded.
    needs: OnceLock<Vec<usize>>,
    tally: Arc<Tally>,
    idle_threads: Arc<IdleThreads>,
    /// How many tasks of it the executor of the host runs.
    tasks: AtomicUsize,
}

impl VersionInfo {
    pub(crate) fn new(
        plugin: &str,
        version: &str,
        generation: u64,
        mode: Mode,
        tally: Arc<Tally>,
    ) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self {
            plugin: plugin.to_owned(),
            version: version.to_owned(),
            build: None,
            // Relaxed: only that it is given once counts.
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            generation,
            mode,
            has_served: AtomicBool::new(false),
            is_freed: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
            stays_for_good: AtomicBool::new(false),
            why_mapped: OnceLock::new(),
            hooks: Arc::default(),
            needs: OnceLock::new(),
            tally,
            idle_threads: Arc::default(),
            tasks: AtomicUsize::new(0),
        }
    }

    /// The content of its file has this hash.
    pub(crate) fn of_build(mut self, build: Option<ContentHash>) -> Self {
        self.build = build;
        self
    }

    pub(crate) fn build(&self) -> Option<ContentHash> {
        self.build
    }

    /// Sets `alarm` when a hook begins.
    pub(crate) fn watched_by(mut self, alarm: Alarm) -> Self {
        self.hooks = Arc::new(Hooks::new(alarm));
        self
    }

    /// Its library may wait for these threads.
    pub(crate) fn in_host_with(mut self, threads: &Arc<IdleThreads>) -> Self {
        self.idle_threads = Arc::clone(threads);
        self
    }

    /// The threads of its host that can be woken.
    pub(crate) fn idle_threads(&self) -> &IdleThreads {
        &self.idle_threads
    }

    /// How many tasks of it the executor of the host runs.
    pub(crate) fn tasks(&self) -> &AtomicUsize {
        &self.tasks
    }

    /// Its hooks that run now.
    pub(crate) fn hooks(&self) -> &Arc<Hooks> {
        &self.hooks
    }

    /// The plugins that it needs, each as the address of what keeps it loaded. They live as long as its library.
    pub(crate) fn needs(&self) -> &[usize] {
        self.needs.get().map_or(&[], Vec::as_slice)
    }

    /// Notes the plugins that it needs, once.
    pub(crate) fn set_needs(&self, needs: Vec<usize>) {
        // It was wired once.
        let _ = self.needs.set(needs);
    }

    pub(crate) fn plugin(&self) -> &str {
        &self.plugin
    }

    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Which version it is, of all that this process has loaded.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The generation that it was loaded for.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// What happens to it when it is replaced. A library that must stay mapped is not closed in any mode.
    pub(crate) fn mode(&self) -> Mode {
        match self.mode {
            Mode::Unload if self.why_mapped().is_some() => Mode::Retire,
            mode => mode,
        }
    }

    /// Why its library must stay mapped.
    pub(crate) fn why_mapped(&self) -> Option<&str> {
        self.why_mapped.get().map(String::as_str)
    }

    /// Notes why its library must stay mapped. The first reason counts.
    pub(crate) fn mark_must_stay(&self, why: String) {
        log(
            || tracing::debug!(name: "stays_mapped", target: TARGET, plugin = self.plugin, why, "the library stays mapped"),
        );
        let _ = self.why_mapped.set(why);
    }

    // All `Relaxed`: these are for people to read.

    /// Its library was opened.
    pub(crate) fn mark_opened(&self) {
        self.tally.count_opened();
    }

    /// Whether it was ever in the generation that serves.
    pub(crate) fn has_served(&self) -> bool {
        self.has_served.load(Ordering::Relaxed)
    }

    pub(crate) fn mark_serving(&self) {
        self.has_served.store(true, Ordering::Relaxed);
    }

    /// Whether its value is gone, or was never there, so that only its library is left.
    pub(crate) fn is_freed(&self) -> bool {
        self.is_freed.load(Ordering::Relaxed)
    }

    /// Its value is gone.
    pub(crate) fn mark_freed(&self) {
        self.mark_without_value();
        self.tally.count_freed();
    }

    /// Its value is gone, or was never there.
    pub(crate) fn mark_without_value(&self) {
        self.is_freed.store(true, Ordering::Relaxed);
    }

    /// Whether there is nothing of it to wait for any more.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }

    /// Its library is gone.
    pub(crate) fn mark_unloaded(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.tally.count_unloaded();
    }

    /// Its library stays mapped for good, for a reason that came up only now: it is listed with that.
    pub(crate) fn mark_kept_for(&self, why: String) {
        self.mark_must_stay(why);
        self.stays_for_good.store(true, Ordering::Relaxed);
        self.tally.count_kept();
    }

    /// Whether nothing more happens to it: it has ended, and is only listed because its library stays mapped.
    pub(crate) fn stays_for_good(&self) -> bool {
        self.stays_for_good.load(Ordering::Relaxed)
    }

    /// Its library stays mapped for good, and nothing waits for it.
    pub(crate) fn mark_kept(&self) {
        self.is_over.store(true, Ordering::Relaxed);
        self.tally.count_kept();
    }
}

impl fmt::Debug for VersionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VersionInfo")
            .field("plugin", &self.plugin)
            .field("generation", &self.generation)
            .field("is_freed", &self.is_freed())
            .finish_non_exhaustive()
    }
}
