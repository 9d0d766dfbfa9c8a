//! Load, reload, commit, rollback: one after the other, each all or nothing.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hotswap::call::{contain, is_called_by_plugin};
use hotswap::{LiveData, Result};
use parking_lot::Mutex;

use crate::builder::{Callback, SwapperBuilder};
use crate::census::Census;
use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::extension::Extension;
use crate::guest::safe_point;
use crate::manager::PluginManager;
use crate::mode::Modes;
use crate::published::{Leased, Publish};
use crate::reaper::Reaper;
use crate::reload::{self, Context, Prepared, Step, Trip};
use crate::report::ReloadReport;
use crate::symbols;

/// What all clones of a swapper share.
pub(crate) struct Shared {
    pub(crate) current: Arc<Leased<PluginManager>>,
    pub(crate) reaper: Reaper,
    pub(crate) census: Arc<Census>,
    /// Held for the whole of a transaction: they run one after the other.
    turn: Mutex<Turn>,
    directory: Mutex<PathBuf>,
    allow: Option<Vec<String>>,
    modes: Modes,
    free_delay: Duration,
    callbacks: Vec<Callback>,
    extensions: Vec<Extension>,
    trip: Trip,
    /// Where private copies go, and where that directory is made.
    copies: Mutex<Arc<CopyDir>>,
    private_dir: PathBuf,
    reload_count: AtomicU64,
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

/// How much of the buffer is kept from one reload to the next: enough for most release builds.
const KEPT_BUFFER: usize = 4 << 20;

/// An extra callback for one reload.
pub(crate) type Extra<'a> =
    Option<Box<dyn FnOnce(&Arc<PluginManager>, &Arc<PluginManager>) -> Result<()> + 'a>>;

thread_local! {
    /// The swappers (by address) whose transactions this thread is inside of.
    static RELOADING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Whether this thread is inside a load or reload, of whichever swapper.
#[cfg(feature = "watch")]
pub(crate) fn is_reloading() -> bool {
    RELOADING.with_borrow(|swappers| !swappers.is_empty())
}

impl Shared {
    pub(crate) fn new(builder: SwapperBuilder) -> Result<Self, ReloadError> {
        symbols::install();
        let copies = new_copies(&builder.private_dir)?;
        let census = Arc::<Census>::default();
        let reaper = Reaper::start(Arc::clone(&census), builder.trip.clone())
            .map_err(|source| ReloadError::Thread { source })?;
        Ok(Self {
            current: Arc::new(Leased::new(Arc::new(PluginManager::empty()))),
            reaper,
            census,
            turn: Mutex::default(),
            directory: Mutex::new(builder.directory),
            allow: builder.allow,
            modes: builder.modes,
            free_delay: builder.free_delay,
            callbacks: builder.callbacks,
            extensions: builder.extensions,
            trip: builder.trip,
            copies: Mutex::new(copies),
            private_dir: builder.private_dir,
            reload_count: AtomicU64::new(0),
        })
    }

    pub(crate) fn load(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|turn| {
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
            self.trip.at(Step::Recall)?;
            let recalled = turn.previous.and_then(|it| self.reaper.recall(it));
            let old = recalled.ok_or(ReloadError::NothingToRollBack)?;
            let current = self.current.load();
            if let Err(error) = self.call_back(&old, &current, None) {
                self.reaper.retire(old, self.end_of_delay());
                return Err(error);
            }
            let report = old.report_from(&current);
            old.store().serve();
            let retired = self.current.restore(old);
            turn.previous = Some(current.generation());
            drop(current);
            self.reaper.retire(retired, self.end_of_delay());
            tracing::info!(generation = report.generation(), "rolled back: {report}");
            Ok(report)
        })
    }

    /// Runs a transaction when no other one runs. A panic in it is an error.
    fn in_turn<R>(
        &self,
        body: impl FnOnce(&mut Turn) -> Result<R, ReloadError>,
    ) -> Result<R, ReloadError> {
        let swapper = std::ptr::from_ref(self).addr();
        if RELOADING.with_borrow(|swappers| swappers.contains(&swapper)) {
            return Err(ReloadError::Reentrant);
        }
        if is_called_by_plugin() {
            return Err(ReloadError::InsideCall);
        }
        safe_point();
        let mut turn = self.turn.lock();
        RELOADING.with_borrow_mut(|swappers| swappers.push(swapper));
        let result = catch_unwind(AssertUnwindSafe(|| body(&mut turn)));
        let result = result.unwrap_or_else(|payload| {
            let message = contain::<()>(|| std::panic::resume_unwind(payload));
            Err(ReloadError::Internal {
                message: message
                    .err()
                    .map(|error| error.to_string())
                    .unwrap_or_default(),
            })
        });
        RELOADING.with_borrow_mut(Vec::pop);
        turn.buffer.clear();
        turn.buffer.shrink_to(KEPT_BUFFER);
        if let Err(error) = &result {
            tracing::warn!(%error, "the plugins stay as they are");
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
        let directory = self.plugin_dir();
        let copies = self.copies()?;
        let prepared = reload::prepare(
            &Context {
                directory: &directory,
                allow: self.allow.as_deref(),
                modes: &self.modes,
                copies: &copies,
                reaper: &self.reaper,
                census: &self.census,
                current: base,
                generation: turn.generations + 1,
                extensions: &self.extensions,
                trip: &self.trip,
            },
            data,
            &mut turn.buffer,
        )?;
        turn.generations += 1;
        let generation = turn.generations;
        tracing::debug!(generation, took = ?started.elapsed(), "prepared");
        Ok(prepared)
    }

    /// Where the private copies of a reload go. What a cleaner has removed meanwhile is made again.
    fn copies(&self) -> Result<Arc<CopyDir>, ReloadError> {
        let mut copies = self.copies.lock();
        if !copies.is_there() {
            tracing::warn!("the directory of private copies is gone; making another one");
            *copies = new_copies(&self.private_dir)?;
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
        prepared.draft.catch_up(&base)?;
        let Prepared {
            draft,
            manager,
            report,
        } = prepared;
        // Nothing may fail from here on.
        draft.commit();
        self.census.begins(&manager);
        manager.store().serve();
        let retired = self.current.swap(manager);
        turn.previous = Some(base.generation());
        if base.generation() > 0 {
            self.reload_count.fetch_add(1, Ordering::Relaxed);
        }
        // The reaper's share is the last: generations end on its thread.
        drop(base);
        self.reaper.retire(retired, self.end_of_delay());
        tracing::info!(generation = report.generation(), "plugins loaded: {report}");
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

    fn end_of_delay(&self) -> Instant {
        /// When a delay that reaches past the end of time is over.
        const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let now = Instant::now();
        now.checked_add(self.free_delay)
            .unwrap_or_else(|| now + CENTURY)
    }

    pub(crate) fn reload_count(&self) -> u64 {
        self.reload_count.load(Ordering::Relaxed)
    }

    pub(crate) fn plugin_dir(&self) -> PathBuf {
        self.directory.lock().clone()
    }

    pub(crate) fn set_plugin_dir(&self, directory: PathBuf) {
        *self.directory.lock() = directory;
    }

    /// The folded names of the plugins that may be loaded; all, if there is no list.
    #[cfg(feature = "watch")]
    pub(crate) fn allow(&self) -> Option<&[String]> {
        self.allow.as_deref()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let retired = self.current.swap(Arc::new(PluginManager::closed()));
        self.reaper.retire(retired, Instant::now());
        self.reaper.finish();
    }
}

fn new_copies(parent: &Path) -> Result<Arc<CopyDir>, ReloadError> {
    let made = CopyDir::new(parent).map_err(|source| ReloadError::PrivateDir {
        path: parent.to_owned(),
        source,
    });
    made.map(Arc::new)
}
