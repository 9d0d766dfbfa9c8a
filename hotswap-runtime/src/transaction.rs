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

use crate::builder::{Callback, SwapperBuilder};
use crate::census::Census;
use crate::closed::CloseReport;
use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::extension::Extension;
use crate::goodbye;
use crate::guest::implicit_safe_point;
use crate::log::log;
use crate::manager::PluginManager;
use crate::mode::Modes;
use crate::on_refused::OnRefused;
use crate::overdue::{Overdue, Warnings};
use crate::published::{Leased, Publish};
use crate::reaper::{Alarm, RELIEF, Reaper};
use crate::reload::{self, Context, Prepared, RefusedFiles};
#[cfg(feature = "watch")]
use crate::reload::{Files, Snapshot};
use crate::report::ReloadReport;
use crate::retirement::{recall, retire};
use crate::step::{Step, Trip};
use crate::symbols;
use crate::trust::{self, Mistrust, TrustedDir, Untrusted};
use crate::turn::{Reentrant, Turns};

/// What all clones of a swapper share.
pub(crate) struct Shared {
    pub(crate) current: Arc<Leased<PluginManager>>,
    pub(crate) reaper: Reaper,
    pub(crate) census: Arc<Census>,
    /// Each transaction takes one.
    turns: Turns<Turn>,
    directory: Mutex<PathBuf>,
    allow: Option<Vec<String>>,
    modes: Modes,
    backtraces_in_plugins: bool,
    on_refused: OnRefused,
    /// The plugins are those of this binary.
    static_linking: bool,
    trusted_dir: bool,
    free_delay: Duration,
    drop_timeout: Duration,
    /// `close` was called.
    is_closed: AtomicBool,
    callbacks: Vec<Callback>,
    extensions: Vec<Extension>,
    trip: Trip,
    /// Where private copies go, and where that directory is made.
    copies: Mutex<Arc<CopyDir>>,
    private_dir: PathBuf,
    reload_count: AtomicU64,
    /// The files that are not taken again until they change.
    refused: Mutex<RefusedFiles>,
}

/// What belongs to the transaction that is under way.
#[derive(Default)]
struct Turn {
    /// What files are read into, kept because fresh memory costs more than reading into it.
    buffer: Vec<u8>,
    /// How many generations were begun. No two have the same number.
    generations: u64,
    /// The generation that the current one has replaced.
    previous: Option<u64>,
}

/// When a delay that reaches past the end of time is over.
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// How much of the buffer is kept from one reload to the next: enough for most release builds.
const KEPT_BUFFER: usize = 4 << 20;

/// An extra callback for one reload.
pub(crate) type Extra<'a> =
    Option<Box<dyn FnOnce(&Arc<PluginManager>, &Arc<PluginManager>) -> Result<()> + 'a>>;

impl Shared {
    pub(crate) fn new(builder: SwapperBuilder) -> Result<Self, ReloadError> {
        symbols::install();
        let copies = new_copies(&builder.private_dir, builder.trusted_dir)?;
        let alarm = Alarm::default();
        let census = Arc::new(Census::new(alarm.clone(), builder.explicit_safe_points));
        let current = Arc::new(Leased::new(Arc::new(PluginManager::empty())));
        let overdue = Overdue {
            warn_after: builder.warn_after,
            census: Arc::clone(&census),
            current: Arc::clone(&current),
            known: BTreeMap::new(),
            warnings: Warnings::default(),
        };
        let reaper = Reaper::start(builder.trip.clone(), &alarm, overdue);
        Ok(Self {
            current,
            reaper: reaper.map_err(|source| ReloadError::Thread { source })?,
            census,
            turns: Turns::default(),
            directory: Mutex::new(builder.directory),
            allow: builder.allow,
            modes: builder.modes,
            backtraces_in_plugins: builder.backtraces_in_plugins,
            on_refused: builder.on_refused,
            static_linking: builder.static_linking,
            trusted_dir: builder.trusted_dir,
            free_delay: builder.free_delay,
            drop_timeout: builder.drop_timeout,
            is_closed: AtomicBool::new(false),
            callbacks: builder.callbacks,
            extensions: builder.extensions,
            trip: builder.trip,
            copies: Mutex::new(copies),
            private_dir: builder.private_dir,
            reload_count: AtomicU64::new(0),
            refused: Mutex::default(),
        })
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

    /// A complete generation, and the one that it was made from.
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
            self.trip.at(Step::Recall)?;
            let recalled = turn.previous.and_then(|it| recall(&self.reaper, it));
            let old = recalled.ok_or(ReloadError::NothingToRollBack)?;
            let current = self.current.load();
            current.may_give_way_to(old.manager())?;
            self.call_back(old.manager(), &current, None)?;
            self.check_open()?;
            let report = old.manager().report_from(&current);
            old.manager().store().come_back(current.store());
            self.refused.lock().roll_back(&current, old.manager());
            // SAFETY: `turn` has it of this cell, which is the only one.
            let retired = unsafe { self.current.restore(old.take()) };
            turn.previous = Some(current.generation());
            drop(current);
            retire(&self.reaper, retired, self.end_of_delay());
            log(|| tracing::info!(generation = report.generation(), "rolled back: {report}"));
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
            log(|| tracing::warn!(%error, "the plugins stay as they are"));
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
        if self.static_linking && base.generation() > 0 {
            return Err(ReloadError::StaticLinking);
        }
        let prepared = loop {
            if let Some(prepared) = self.attempt(base, data, turn)? {
                break prepared;
            }
        };
        self.census.begins(&prepared.manager);
        let generation = turn.generations;
        log(|| tracing::debug!(generation, took = ?started.elapsed(), "prepared"));
        Ok(prepared)
    }

    /// A complete generation; `None` if a plugin is refused from now on, and is to be left out.
    fn attempt(
        &self,
        base: &Arc<PluginManager>,
        data: &LiveData,
        turn: &mut Turn,
    ) -> Result<Option<Prepared>, ReloadError> {
        if self.static_linking {
            // What a load before this one has begun and undone is there once: wait until it is free.
            self.finish();
        }
        // Also if it comes to nothing: what is left of it somewhere has the number.
        turn.generations += 1;
        let directory = self.plugin_dir();
        let copies = self.copies()?;
        let trusted = self.trusted(&directory)?;
        reload::prepare(
            &Context {
                directory: &directory,
                allow: self.allow.as_deref(),
                static_linking: self.static_linking,
                trusted: trusted.as_ref(),
                modes: &self.modes,
                backtraces_in_plugins: self.backtraces_in_plugins,
                on_refused: self.on_refused,
                refused: &self.refused,
                copies: &copies,
                reaper: &self.reaper,
                census: &self.census,
                current: base,
                generation: turn.generations,
                extensions: &self.extensions,
                trip: &self.trip,
            },
            data,
            &mut turn.buffer,
        )
    }

    /// The plugin directory, if it must be trusted and can be.
    fn trusted(&self, directory: &Path) -> Result<Option<TrustedDir>, ReloadError> {
        if !self.trusted_dir || self.static_linking {
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

    /// Where the private copies of a reload go. What a cleaner has removed meanwhile is made again.
    fn copies(&self) -> Result<Arc<CopyDir>, ReloadError> {
        let mut copies = self.copies.lock();
        if !copies.is_there() {
            log(|| tracing::warn!("the directory of private copies is gone; making another one"));
            *copies = new_copies(&self.private_dir, self.trusted_dir)?;
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
        self.call_back(&prepared.manager, &base, extra)?;
        self.check_open()?;
        prepared.draft.relieve(&prepared.manager, &base)?;
        let Prepared {
            draft,
            manager,
            report,
        } = prepared;
        // Nothing may fail from here on.
        draft.commit();
        let retired = self.current.swap(manager);
        // Before the first load there is nothing to go back to.
        turn.previous = (base.generation() > 0).then(|| base.generation());
        if turn.previous.is_some() {
            self.reload_count.fetch_add(1, Ordering::Relaxed);
        }
        // The reaper's share is the last: generations end on its thread.
        drop(base);
        retire(&self.reaper, retired, self.end_of_delay());
        log(|| tracing::info!(generation = report.generation(), "plugins loaded: {report}"));
        Ok(report)
    }

    fn call_back(
        &self,
        new: &Arc<PluginManager>,
        old: &Arc<PluginManager>,
        extra: Extra<'_>,
    ) -> Result<(), ReloadError> {
        let failed = |error| ReloadError::Callback {
            error: Box::new(error),
        };
        self.trip.at(Step::Callbacks)?;
        for callback in &self.callbacks {
            contain(|| callback(new, old)).map_err(failed)?;
        }
        if let Some(extra) = extra {
            contain(|| extra(new, old)).map_err(failed)?;
        }
        self.trip.at(Step::Swap)
    }

    /// Waits until everything that nobody uses is freed, whatever the free delay: also what only others' imports
    /// hold, but for its library. A hook that does not return is waited for no longer than the drop of the swapper waits.
    fn finish(&self) {
        let patience = self.drop_timeout;
        while self.reaper.finish(patience) && goodbye::say(&self.census, &self.reaper) {}
    }

    /// Lets go of all plugins, and waits until nothing of them is left, for `timeout` at most.
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
        // Release: who sees it comes after this.
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
            remaining: self.stats_of(&self.census.ending_versions()),
        }
    }

    /// Waits until no version is there any more, and passes safe points meanwhile.
    fn wait_until_gone(&self, deadline: Instant) {
        loop {
            implicit_safe_point();
            if !self.reaper.has_work(RELIEF) {
                goodbye::say(&self.census, &self.reaper);
            }
            if self.census.ending_versions().is_empty() || Instant::now() >= deadline {
                return;
            }
            self.reaper.wait_for_news(deadline);
        }
    }

    /// Nothing serves any more.
    fn retire_current(&self) {
        // First, so that the generations that wait for their delays go before this one.
        self.reaper.hurry();
        let retired = self.current.swap(Arc::new(PluginManager::closed()));
        retire(&self.reaper, retired, Instant::now());
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
        now.checked_add(self.free_delay)
            .unwrap_or_else(|| now + CENTURY)
    }

    /// Whether there is no directory to watch.
    #[cfg(feature = "watch")]
    pub(crate) fn is_static(&self) -> bool {
        self.static_linking
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

impl Shared {
    /// Names the hooks that were given up when the swapper was dropped.
    fn tell_of_hooks(&self) {
        for version in self.census.versions() {
            let life = version.life();
            let overdue = life.hooks().running().into_iter();
            for hook in overdue.filter(|it| it.since.elapsed() >= self.drop_timeout) {
                let (plugin, generation) = (life.plugin(), life.generation());
                log(|| {
                    tracing::error!(
                        plugin,
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
impl Shared {
    /// What is in the plugin directory now, and how often the host had it looked at again all the same.
    pub(crate) fn snapshot(&self) -> (Snapshot, u64) {
        let files = Snapshot::take(&self.plugin_dir(), self.allow.as_deref());
        (files, self.refused.lock().forgotten())
    }

    /// Whether a reload would find other files than those of the current generation, and than those that were refused or
    /// rolled back.
    pub(crate) fn has_moved(&self) -> bool {
        if self.check_open().is_err() {
            return false;
        }
        let scanned = reload::scan(&self.plugin_dir(), self.allow.as_deref());
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

impl Drop for Shared {
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

fn new_copies(parent: &Path, must_be_trusted: bool) -> Result<Arc<CopyDir>, ReloadError> {
    if must_be_trusted {
        trust::check_way(parent)?;
    }
    let made = CopyDir::new(parent).map_err(|source| ReloadError::PrivateDir {
        path: parent.to_owned(),
        source,
    });
    made.map(Arc::new)
}
