//! Load, reload, commit, rollback: one after the other, each all or nothing.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hotswap::call::contain;
use hotswap::is_called_by_plugin;
use hotswap::{LiveData, Result};
use parking_lot::Mutex;

use crate::close_report::CloseReport;
use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::failpoints::Step;
use crate::guest::implicit_safe_point;
use crate::idle_threads::IdleThreads;
use crate::inquiry;
use crate::last_hooks;
use crate::log::{TARGET, log};
use crate::manager::PluginManager;
use crate::overdue::{Overdue, Warnings};
use crate::published::{Leased, Publish};
use crate::reaper::{Alarm, Reaper, STUCK_AFTER};
use crate::registry::Registry;
use crate::reload::{self, Context, Prepared, RefusedFiles};
#[cfg(feature = "watch")]
use crate::reload::{Files, Snapshot};
use crate::reloading::Reloading;
use crate::report::ReloadReport;
use crate::retirement::{RetirementMemory, recall, retire};
use crate::settings::Settings;
use crate::stats::Stats;
use crate::symbols;
use crate::trust::{self, Mistrust, TrustedDir, Untrusted};
use crate::turn::{Reentrant, Turns};

/// What all clones of a swapper share.
pub(crate) struct SwapperInner {
    pub(crate) current: Arc<Leased<PluginManager>>,
    pub(crate) reaper: Reaper,
    pub(crate) registry: Arc<Registry>,
    /// Each transaction takes one.
    turns: Turns<Turn>,
    directory: Mutex<PathBuf>,
    settings: Arc<Settings>,
    /// `close` was called.
    is_closed: AtomicBool,
    /// Where private copies go.
    copies: Mutex<Arc<CopyDir>>,
    reload_count: AtomicU64,
    /// The files that are not taken again until they change.
    refused: Mutex<RefusedFiles>,
}

/// State of the transaction that is under way.
#[derive(Default)]
struct Turn {
    /// What files are read into, kept because fresh memory costs more than reading into it.
    buffer: Vec<u8>,
    /// The number of generations that were begun. Numbers are not reused.
    generations: u64,
    /// The generation that the current one has replaced.
    previous: Option<u64>,
}

/// When a delay that reaches past the end of time is over.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How much of the buffer is kept from one reload to the next: enough for most release builds.
const KEPT_BUFFER: usize = 4 << 20;

/// An extra callback for one reload.
pub(crate) type Extra<'a> = Option<Box<dyn FnOnce(&Reloading<'_>) -> Result<()> + 'a>>;

impl SwapperInner {
    pub(crate) fn new(directory: PathBuf, settings: Settings) -> Result<Self, ReloadError> {
        symbols::install();
        let settings = Arc::new(settings);
        let copies = new_copies(&settings)?;
        let alarm = Alarm::default();
        let registry = Arc::new(Registry::new(
            alarm.clone(),
            Arc::clone(&settings.idle_threads),
        ));
        let current = Arc::new(Leased::new(Arc::new(PluginManager::empty())));
        let overdue = Overdue {
            settings: Arc::clone(&settings),
            registry: Arc::clone(&registry),
            current: Arc::clone(&current),
            known: BTreeMap::new(),
            warnings: Warnings::default(),
        };
        let reaper = Reaper::start(settings.failpoints.clone(), &alarm, overdue);
        Ok(Self {
            current,
            reaper: reaper.map_err(|source| ReloadError::Thread { source })?,
            registry,
            turns: Turns::default(),
            directory: Mutex::new(directory),
            settings,
            is_closed: AtomicBool::new(false),
            copies: Mutex::new(copies),
            reload_count: AtomicU64::new(0),
            refused: Mutex::default(),
        })
    }

    /// The threads of the host that the reaper wakes.
    pub(crate) fn idle_threads(&self) -> &Arc<IdleThreads> {
        &self.settings.idle_threads
    }

    pub(crate) fn load(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|turn| {
            self.check_open()?;
            let base = self.current.load();
            if base.generation() > 0 {
                return Err(ReloadError::AlreadyLoaded);
            }
            let prepared = self.prepare_from(&base, data, turn)?;
            self.commit_in(turn, prepared, base, None)
        })
    }

    pub(crate) fn reload(
        &self,
        data: &LiveData,
        extra: Extra<'_>,
    ) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|turn| {
            let base = self.current.load();
            if base.generation() == 0 {
                return Err(ReloadError::NotLoaded);
            }
            let prepared = self.prepare_from(&base, data, turn)?;
            self.commit_in(turn, prepared, base, extra)
        })
    }

    /// A complete generation, and its base.
    pub(crate) fn prepare(
        &self,
        data: &LiveData,
    ) -> Result<(Prepared, Arc<PluginManager>), ReloadError> {
        self.in_turn(|turn| {
            let base = self.current.load();
            let prepared = self.prepare_from(&base, data, turn)?;
            Ok((prepared, base))
        })
    }

    pub(crate) fn commit(
        &self,
        prepared: Prepared,
        base: Arc<PluginManager>,
        extra: Extra<'_>,
    ) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|turn| {
            let generation = self.current.with(PluginManager::generation);
            if generation != base.generation() {
                self.check_open()?;
                return Err(ReloadError::Outdated {
                    base: base.generation(),
                    current: generation,
                });
            }
            self.commit_in(turn, prepared, base, extra)
        })
    }

    pub(crate) fn rollback(&self) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|turn| {
            self.check_open()?;
            self.settings.failpoints.at(Step::Recall)?;
            let recalled = turn.previous.and_then(|it| recall(&self.reaper, it));
            let old = recalled.ok_or(ReloadError::NothingToRollBack)?;
            let current = self.current.load();
            current.may_give_way_to(old.manager())?;
            let report = old.manager().report_from(&current);
            let reloading = Reloading {
                next: old.manager(),
                current: &current,
                report: &report,
            };
            self.call_back(&reloading, None)?;
            self.check_open()?;
            old.manager().store().reinstate(current.store());
            self.refused.lock().roll_back(&current, old.manager());
            // SAFETY: LEASED: `turn` took it out of this cell, and there is no other cell.
            let retired = unsafe { self.current.restore(old.take()) };
            turn.previous = Some(current.generation());
            drop(current);
            let memory = RetirementMemory::new();
            retire(&self.reaper, memory, retired, self.end_of_delay());
            log(|| tracing::info!(name: "rolled_back", target: TARGET, generation = report.generation(), "rolled back: {report}"));
            Ok(report)
        })
    }

    /// Runs a transaction when no other one runs. A panic in it is an error.
    fn in_turn<R>(
        &self,
        body: impl FnOnce(&mut Turn) -> Result<R, ReloadError>,
    ) -> Result<R, ReloadError> {
        if !self.reaper.is_here() {
            return Err(ReloadError::Forked);
        }
        if is_called_by_plugin() && !self.turns.is_own() {
            return Err(ReloadError::InsideCall);
        }
        implicit_safe_point();
        let taken = self.turns.take(|turn| {
            let result = catch_unwind(AssertUnwindSafe(|| body(turn)));
            turn.buffer.clear();
            turn.buffer.shrink_to(KEPT_BUFFER);
            result.unwrap_or_else(|payload| Err(panicked(payload)))
        });
        let result = taken.unwrap_or_else(|Reentrant| Err(ReloadError::Reentrant));
        if let Err(error) = &result {
            log(
                || tracing::warn!(name: "reload_failed", target: TARGET, %error, "the reload failed; the plugins stay as they are"),
            );
        }
        result
    }

    fn prepare_from(
        &self,
        base: &Arc<PluginManager>,
        data: &LiveData,
        turn: &mut Turn,
    ) -> Result<Prepared, ReloadError> {
        let started = Instant::now();
        self.check_open()?;
        if self.settings.static_linking && base.generation() > 0 {
            return Err(ReloadError::StaticLinking);
        }
        let prepared = loop {
            if let Some(prepared) = self.attempt(base, data, turn)? {
                break prepared;
            }
        };
        self.registry.add_generation(&prepared.manager);
        let generation = turn.generations;
        log(
            || tracing::debug!(name: "prepared", target: TARGET, generation, took = ?started.elapsed(), "prepared"),
        );
        Ok(prepared)
    }

    /// A complete generation; `None` if a plugin was refused, and the attempt must be repeated without it.
    fn attempt(
        &self,
        base: &Arc<PluginManager>,
        data: &LiveData,
        turn: &mut Turn,
    ) -> Result<Option<Prepared>, ReloadError> {
        if self.settings.static_linking {
            // There is one copy of each linked plugin: wait until an earlier load that was undone has freed it.
            self.finish();
        }
        // Also if it fails: what is left of it has the number.
        turn.generations += 1;
        let directory = self.plugin_dir();
        let copies = self.copies()?;
        let trusted = self.trusted(&directory)?;
        reload::prepare(
            &Context {
                directory: &directory,
                settings: &self.settings,
                trusted: trusted.as_ref(),
                refused: &self.refused,
                copies: &copies,
                reaper: &self.reaper,
                registry: &self.registry,
                current: base,
                generation: turn.generations,
            },
            data,
            &mut turn.buffer,
        )
    }

    /// The plugin directory, if it must be trusted and can be.
    fn trusted(&self, directory: &Path) -> Result<Option<TrustedDir>, ReloadError> {
        if !self.settings.trusted_dir || self.settings.static_linking {
            return Ok(None);
        }
        match TrustedDir::new(directory) {
            Ok(trusted) => Ok(Some(trusted)),
            Err(Untrusted {
                mistrust: Mistrust::Unreadable(source),
                path,
            }) => Err(ReloadError::Directory { path, source }),
            Err(untrusted) => Err(untrusted.into()),
        }
    }

    /// The directory for the private copies of a reload. It is created again if it was removed meanwhile.
    fn copies(&self) -> Result<Arc<CopyDir>, ReloadError> {
        let mut copies = self.copies.lock();
        if !copies.is_there() {
            log(
                || tracing::warn!(name: "copies_gone", target: TARGET, "the directory of private copies is gone; making another one"),
            );
            *copies = new_copies(&self.settings)?;
        }
        Ok(Arc::clone(&copies))
    }

    /// The callbacks and the swap.
    fn commit_in(
        &self,
        turn: &mut Turn,
        prepared: Prepared,
        base: Arc<PluginManager>,
        extra: Extra<'_>,
    ) -> Result<ReloadReport, ReloadError> {
        let reloading = Reloading {
            next: &prepared.manager,
            current: &base,
            report: &prepared.report,
        };
        self.call_back(&reloading, extra)?;
        self.check_open()?;
        prepared.draft.supersede(&prepared.manager, &base)?;
        let Prepared {
            draft,
            manager,
            report,
            memory,
        } = prepared;
        // Nothing may fail from here on.
        draft.commit();
        let retired = self.current.swap(manager);
        // Before the first load there is nothing to go back to.
        turn.previous = (base.generation() > 0).then(|| base.generation());
        if turn.previous.is_some() {
            self.reload_count.fetch_add(1, Ordering::Relaxed);
        }
        // So the reaper has the last share: generations end on its thread.
        drop(base);
        retire(&self.reaper, memory, retired, self.end_of_delay());
        log(
            || tracing::info!(name: "loaded", target: TARGET, generation = report.generation(), "plugins loaded: {report}"),
        );
        Ok(report)
    }

    fn call_back(&self, reloading: &Reloading<'_>, extra: Extra<'_>) -> Result<(), ReloadError> {
        let failed = |error| ReloadError::Callback {
            error: Box::new(error),
        };
        self.settings.failpoints.at(Step::Callbacks)?;
        for callback in &self.settings.callbacks {
            contain(|| callback(reloading)).map_err(failed)?;
        }
        if let Some(extra) = extra {
            contain(|| extra(reloading)).map_err(failed)?;
        }
        self.settings.failpoints.at(Step::Swap)
    }

    /// Waits until every unused plugin is freed, regardless of the free delay. Plugins that only others' imports hold
    /// are freed too, except for their libraries. A hook that does not return is waited for as long as `drop_timeout`.
    fn finish(&self) {
        let patience = self.settings.drop_timeout;
        while self.reaper.finish(patience) && last_hooks::run(&self.registry, &self.reaper) {}
    }

    /// Drops all plugins, and waits until nothing of them is left, but not longer than `timeout`.
    pub(crate) fn close(&self, timeout: Duration) -> CloseReport {
        if !self.reaper.is_here() {
            let remaining = Vec::new();
            return CloseReport { remaining };
        }
        let may_wait = self.reaper.may_wait();
        let now = Instant::now();
        let deadline = match may_wait {
            true => now.checked_add(timeout).unwrap_or(now + CENTURY),
            false => now,
        };
        // Release: a thread that sees it sees all that came before.
        self.is_closed.store(true, Ordering::Release);
        let retired = self.turns.take_before(deadline, |turn| {
            turn.previous = None;
            self.retire_current();
        });
        self.reaper.hurry();
        // In a callback of a reload, what serves is let go later.
        if may_wait && retired.is_some() {
            self.wait_until_gone(deadline);
        }
        CloseReport {
            remaining: inquiry::stats_of(
                &self.registry.ending_versions(),
                &self.registry,
                self.current.load(),
                &self.reaper,
            ),
        }
    }

    /// Waits until no version is there any more, and passes safe points meanwhile.
    fn wait_until_gone(&self, deadline: Instant) {
        loop {
            implicit_safe_point();
            if !self.reaper.has_work(STUCK_AFTER) {
                last_hooks::run(&self.registry, &self.reaper);
            }
            if self.registry.ending_versions().is_empty() || Instant::now() >= deadline {
                return;
            }
            self.reaper.wait_for_news(deadline);
        }
    }

    /// From now on no generation serves.
    fn retire_current(&self) {
        // First, so that the generations that wait for their delays go before this one.
        self.reaper.hurry();
        let retired = self.current.swap(Arc::new(PluginManager::closed()));
        let memory = RetirementMemory::new();
        retire(&self.reaper, memory, retired, Instant::now());
    }

    /// # Errors
    ///
    /// [`ReloadError::Closed`] if it was closed.
    fn check_open(&self) -> Result<(), ReloadError> {
        // Acquire: pairs with `close`.
        match self.is_closed.load(Ordering::Acquire) {
            true => Err(ReloadError::Closed),
            false => Ok(()),
        }
    }

    fn end_of_delay(&self) -> Instant {
        let now = Instant::now();
        now.checked_add(self.settings.free_delay)
            .unwrap_or_else(|| now + CENTURY)
    }

    /// Whether there is no directory to watch.
    #[cfg(feature = "watch")]
    pub(crate) fn is_static(&self) -> bool {
        self.settings.static_linking
    }

    pub(crate) fn stats(&self) -> Stats {
        inquiry::stats(&self.registry, self.current.load(), &self.reaper)
    }

    pub(crate) fn reload_count(&self) -> u64 {
        self.reload_count.load(Ordering::Relaxed)
    }

    pub(crate) fn plugin_dir(&self) -> PathBuf {
        self.directory.lock().clone()
    }

    pub(crate) fn forget_refused(&self) {
        self.refused.lock().forget();
    }

    pub(crate) fn set_plugin_dir(&self, directory: PathBuf) {
        *self.directory.lock() = directory;
    }
}

impl SwapperInner {
    /// Names the hooks that were given up when the swapper was dropped.
    fn tell_of_hooks(&self) {
        for version in self.registry.versions() {
            let info = version.info();
            let overdue = info.hooks().running().into_iter();
            for hook in overdue.filter(|it| it.since.elapsed() >= self.settings.drop_timeout) {
                let (plugin, generation) = (info.plugin(), info.generation());
                log(|| {
                    tracing::error!(
                        name: "hook_given_up", target: TARGET, plugin,
                        generation,
                        hook = hook.name,
                        running_for = ?hook.since.elapsed(),
                        "the swapper was dropped, and does not wait any longer for a hook of a plugin"
                    );
                });
            }
        }
    }
}

#[cfg(feature = "watch")]
impl SwapperInner {
    /// The files in the plugin directory now, and how often the host called `forget_refused`.
    pub(crate) fn snapshot(&self) -> (Snapshot, u64) {
        let files = Snapshot::take(&self.plugin_dir(), self.settings.allow());
        (files, self.refused.lock().forgotten())
    }

    /// Whether a reload would find other files than those of the current generation, and than those that were refused or
    /// rolled back.
    pub(crate) fn has_moved(&self) -> bool {
        if self.check_open().is_err() {
            return false;
        }
        let scanned = reload::scan(&self.plugin_dir(), self.settings.allow());
        let Some(scanned) = scanned.ok().filter(|it| it.unclear.is_empty()) else {
            return true;
        };
        let known = self.current.with(|it| Files::of(it.members()));
        !known.are_still(&scanned.plugins, &self.refused.lock())
    }
}

/// The error for a panic of the runtime itself.
fn panicked(payload: Box<dyn Any + Send>) -> ReloadError {
    let contained = contain::<()>(|| std::panic::resume_unwind(payload));
    let message = contained.err().map(|error| error.to_string());
    ReloadError::Internal {
        message: message.unwrap_or_default(),
    }
}

impl Drop for SwapperInner {
    fn drop(&mut self) {
        if !self.reaper.is_here() {
            let retired = self.current.swap(Arc::new(PluginManager::closed()));
            return std::mem::forget(retired);
        }
        self.retire_current();
        // After `close` the host has a report, and waits no more.
        if self.check_open().is_ok() {
            self.finish();
            self.tell_of_hooks();
        }
    }
}

fn new_copies(settings: &Settings) -> Result<Arc<CopyDir>, ReloadError> {
    let parent = &settings.private_dir;
    if settings.trusted_dir {
        trust::check_way(parent)?;
    }
    let made = CopyDir::new(parent).map_err(|source| ReloadError::PrivateDir {
        path: parent.clone(),
        source,
    });
    made.map(Arc::new)
}
