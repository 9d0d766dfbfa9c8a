//! Finds out what is loaded and what holds it, for `stats` and for warnings.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::reaper::Reaper;
use crate::registry::Registry;
use crate::retirement::{self, Waiting};
use crate::stats::{self, HeldBy, LeftMapped, Phase, Stats, mappings};
use crate::traces;
use crate::tracked_version::TrackedVersion;
use crate::uses::{Use, Uses};

/// What is loaded in a swapper, and what holds it.
pub(crate) fn stats(registry: &Registry, current: Arc<PluginManager>, reaper: &Reaper) -> Stats {
    let inquiry = Inquiry::new(registry, current, Some(reaper));
    let counts = registry.counts();
    let versions = registry.versions();
    // Nothing is left before something has gone. The system has a line for each part of each library.
    let left_mapped = match counts.unloaded + counts.kept {
        0 => LeftMapped::default(),
        _ => mappings::left(),
    };
    let stats = Stats {
        generation: inquiry.current.generation(),
        opened: counts.opened,
        freed: counts.freed,
        unloaded: counts.unloaded,
        kept_mapped: counts.kept,
        left_mapped,
        libraries: registry.libraries(),
        callsites: traces::count_callsites(),
        versions: versions.iter().map(|it| inquiry.version(it)).collect(),
    };
    inquiry.end(Some(reaper));
    stats
}

/// The statistics of some versions.
pub(crate) fn stats_of(
    versions: &[Arc<TrackedVersion>],
    registry: &Registry,
    current: Arc<PluginManager>,
    reaper: &Reaper,
) -> Vec<stats::Version> {
    let inquiry = Inquiry::new(registry, current, Some(reaper));
    let found = versions.iter().map(|it| inquiry.version(it)).collect();
    inquiry.end(Some(reaper));
    found
}

/// What is known at one moment.
pub(crate) struct Inquiry {
    current: Arc<PluginManager>,
    generations: Vec<Arc<PluginManager>>,
    waiting: Vec<Waiting>,
}

impl Inquiry {
    /// Asks about generations. Without a reaper there are none that wait for it.
    pub(crate) fn new(
        registry: &Registry,
        current: Arc<PluginManager>,
        reaper: Option<&Reaper>,
    ) -> Self {
        Self {
            current,
            generations: registry.generations(),
            waiting: reaper.map(retirement::waiting).unwrap_or_default(),
        }
    }

    /// Lets go of the generations where code of plugins may run. Without a reaper there is no plugin in any.
    pub(crate) fn end(self, reaper: Option<&Reaper>) {
        let shares = self.generations.into_iter().chain([self.current]);
        // All but the last share in one are simply dropped: others would count what waits for the reaper.
        let last = shares.filter_map(Arc::into_inner).map(Arc::new);
        if let Some(reaper) = reaper {
            retirement::give_back(reaper, last.collect());
        }
    }

    /// The statistics of a version.
    pub(crate) fn version(&self, version: &TrackedVersion) -> stats::Version {
        let info = version.info();
        let phase = match info {
            info if info.is_freed() => Phase::Freed,
            info if self.current.has(info) => Phase::Serving,
            info if !info.has_served() => Phase::Staged,
            _ => Phase::Replaced,
        };
        stats::Version {
            plugin: info.plugin().to_owned(),
            version: info.version().to_owned(),
            build: info.build(),
            generation: info.generation(),
            mode: info.mode(),
            stays_mapped: info
                .why_mapped()
                .map(str::to_owned)
                .or_else(|| version.known_by()),
            phase,
            held_by: self.held_by(version, phase),
        }
    }

    fn held_by(&self, version: &TrackedVersion, phase: Phase) -> Vec<HeldBy> {
        let info = version.info();
        let hooks = info.hooks().running();
        let mut held_by: Vec<_> = hooks.iter().map(|hook| HeldBy::Hook(hook.into())).collect();
        let generations = self.generations.iter().filter(|it| it.has(info));
        let generations: Vec<_> = generations.collect();
        for generation in &generations {
            held_by.extend(self.of_generation(generation));
        }
        if let Some(inner) = version.inner() {
            held_by.extend(by_kind(inner.uses(), generations.len()));
        }
        match info.tasks().load(Ordering::Relaxed) {
            0 => {}
            count => held_by.push(HeldBy::Tasks(count)),
        }
        match version.late_objects() {
            0 => {}
            count => held_by.push(HeldBy::Objects(count)),
        }
        if phase == Phase::Replaced && info.mode() == Mode::Resident {
            held_by.push(HeldBy::Resident);
        }
        if phase == Phase::Freed {
            held_by.extend(version.handlers().into_iter().map(HeldBy::Handler));
        }
        held_by.extend(version.threads().into_iter().map(HeldBy::Thread));
        held_by
    }

    /// What holds a generation.
    fn of_generation(&self, generation: &Arc<PluginManager>) -> impl Iterator<Item = HeldBy> {
        let number = generation.generation();
        let waits = self.waiting.iter().find(|it| it.generation == number);
        let is_current = Arc::ptr_eq(generation, &self.current);
        // Ours, the cell's or the reaper's, and the second one of ours if it is current.
        let known = 1 + usize::from(is_current || waits.is_some()) + usize::from(is_current);
        let count = Arc::strong_count(generation).saturating_sub(known);
        let delay = waits.map(|it| match it.in_use {
            true => HeldBy::Calls { generation: number },
            false => HeldBy::FreeDelay {
                generation: number,
                left: it.until.saturating_duration_since(Instant::now()),
            },
        });
        let held = HeldBy::Generation {
            generation: number,
            count,
        };
        delay.into_iter().chain((count > 0).then_some(held))
    }
}

/// What holds a plugin through handles. Each of `generations` has one use of its export.
fn by_kind(uses: &Uses, generations: usize) -> impl Iterator<Item = HeldBy> {
    let taken = uses.count(Use::Export).saturating_sub(generations);
    let counts = [
        (uses.count(Use::Plugin), HeldBy::Plugins as fn(_) -> _),
        (uses.count(Use::Function), HeldBy::Functions),
        (uses.count(Use::Object) + taken, HeldBy::Objects),
        (uses.count(Use::Future), HeldBy::Futures),
        (uses.count(Use::Waker), HeldBy::Wakers),
        (uses.count(Use::Import), HeldBy::Imports),
    ];
    let counts = counts.into_iter().filter(|&(count, _)| count > 0);
    counts.map(|(count, held_by)| held_by(count))
}
