//! The host's handle on its plugins.

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hotswap::call::contain;
use hotswap::{LiveData, Result};
use parking_lot::Mutex;

use crate::builder::{Callback, SwapperBuilder};
use crate::copies::CopyDir;
use crate::error::ReloadError;
use crate::late::LateFn;
use crate::manager::PluginManager;
use crate::published::{Leased, Publish};
use crate::reaper::Reaper;
use crate::reload::{self, Context, Staged, Step, Trip};
use crate::report::ReloadReport;
use crate::symbols;

/// Loads a directory of plugins, and swaps in new builds of them while they serve.
///
/// Cheap to clone; all clones are one. When the last is dropped, the plugins are let go, and `on_free` of
/// all that nobody uses has run.
///
/// # Examples
///
/// ```no_run
/// use hotswap::LiveData;
/// use hotswap_runtime::Swapper;
///
/// let swapper = Swapper::builder("plugins").build()?;
/// println!("{}", swapper.load(&LiveData::none())?);
/// let song: String = swapper.current().plugin("world")?.invoke("hum", (3u32,))?;
/// println!("{}", swapper.reload(&LiveData::none())?);
/// # Ok::<(), hotswap::Error>(())
/// ```
#[derive(Clone)]
pub struct Swapper(Arc<Shared>);

pub(crate) struct Shared {
    current: Arc<Leased<PluginManager>>,
    /// Held for the whole of a load or reload: they run one after the other. Guards the buffer that files
    /// are read into, which is kept because fresh memory costs more than reading into it.
    turn: Mutex<Vec<u8>>,
    directory: Mutex<PathBuf>,
    allow: Option<Vec<String>>,
    free_delay: Duration,
    callbacks: Vec<Callback>,
    trip: Trip,
    /// Where private copies go, and where that directory is made.
    copies: Mutex<Arc<CopyDir>>,
    private_dir: PathBuf,
    reaper: Reaper,
    reload_count: AtomicU64,
}

/// How much of the buffer is kept from one reload to the next: enough for most release builds.
const KEPT_BUFFER: usize = 4 << 20;

/// The files in a plugin directory at one moment.
#[cfg(feature = "watch")]
pub(crate) struct Snapshot(Vec<(PathBuf, reload::FileIdentity)>);

#[cfg(feature = "watch")]
impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|((path, identity), (other_path, other))| {
                    path == other_path && identity.is_same(other)
                })
    }
}

/// An extra callback for one reload.
type Extra<'a> =
    Option<Box<dyn FnOnce(&Arc<PluginManager>, &Arc<PluginManager>) -> Result<()> + 'a>>;

thread_local! {
    /// The swappers (by address) whose load or reload this thread is inside of.
    static RELOADING: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Whether this thread is inside a load or reload, of whichever swapper.
#[cfg(feature = "watch")]
pub(crate) fn is_reloading() -> bool {
    RELOADING.with_borrow(|swappers| !swappers.is_empty())
}

impl Swapper {
    /// The settings for a swapper of the plugins in `directory`.
    pub fn builder(directory: impl Into<PathBuf>) -> SwapperBuilder {
        SwapperBuilder::new(directory.into())
    }

    pub(crate) fn new(builder: SwapperBuilder) -> Result<Self, ReloadError> {
        symbols::install();
        let private_dir = builder.private_dir;
        let copies = new_copies(&private_dir)?;
        let reaper = Reaper::start().map_err(|source| ReloadError::Thread { source })?;
        Ok(Self(Arc::new(Shared {
            current: Arc::new(Leased::new(Arc::new(PluginManager::empty()))),
            turn: Mutex::default(),
            directory: Mutex::new(builder.directory),
            allow: builder.allow,
            free_delay: builder.free_delay,
            callbacks: builder.callbacks,
            trip: builder.trip,
            copies: Mutex::new(copies),
            private_dir,
            reaper,
            reload_count: AtomicU64::new(0),
        })))
    }

    /// Loads the plugins for the first time. `data` goes to their `on_load`.
    ///
    /// # Errors
    ///
    /// [`ReloadError`]; nothing is loaded then, and `load` may be called again.
    pub fn load(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.0.load(data)
    }

    /// Loads new versions of the plugins whose files have changed, new plugins, and drops those whose
    /// files are gone. `data` goes to the `on_load` of those that are new.
    ///
    /// All or nothing: readers have the old generation until the new one is complete, and never wait. Two
    /// reloads at once run one after the other.
    ///
    /// # Errors
    ///
    /// [`ReloadError`]; the generation of before serves on, exactly as it was.
    pub fn reload(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.0.reload(data, None)
    }

    /// As [`Swapper::reload`], with a callback of its own that runs after those of the builder.
    ///
    /// # Errors
    ///
    /// As [`Swapper::reload`]; [`ReloadError::Callback`] if the callback fails or panics.
    pub fn reload_with(
        &self,
        data: &LiveData,
        callback: impl FnOnce(&Arc<PluginManager>, &Arc<PluginManager>) -> Result<()>,
    ) -> Result<ReloadReport, ReloadError> {
        self.0.reload(data, Some(Box::new(callback)))
    }

    /// The generation that serves now. Never waits, never fails: before `load` it is empty.
    #[inline]
    pub fn current(&self) -> Arc<PluginManager> {
        self.0.current.load()
    }

    /// The live function called `name`, of whichever generation serves when it is called: always the newest.
    ///
    /// There need not be one of that name yet; it may go and come back. See [`LateFn`].
    pub fn late_fn(&self, name: &str) -> LateFn {
        LateFn::new(Arc::clone(&self.0.current), name)
    }

    /// How many reloads have succeeded.
    pub fn reload_count(&self) -> u64 {
        self.0.reload_count.load(Ordering::Relaxed)
    }

    /// The directory that the next load or reload reads.
    pub fn plugin_dir(&self) -> PathBuf {
        self.0.directory.lock().clone()
    }

    /// Has the next load or reload read another directory.
    pub fn set_plugin_dir(&self, directory: impl Into<PathBuf>) {
        *self.0.directory.lock() = directory.into();
    }

    #[cfg(feature = "watch")]
    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0
    }
}

impl Shared {
    fn load(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|buffer| {
            if self.current.load().generation() > 0 {
                return Err(ReloadError::AlreadyLoaded);
            }
            self.run(data, None, buffer)
        })
    }

    pub(crate) fn reload(
        &self,
        data: &LiveData,
        extra: Extra<'_>,
    ) -> Result<ReloadReport, ReloadError> {
        self.in_turn(|buffer| {
            if self.current.load().generation() == 0 {
                return Err(ReloadError::NotLoaded);
            }
            let report = self.run(data, extra, buffer)?;
            self.reload_count.fetch_add(1, Ordering::Relaxed);
            Ok(report)
        })
    }

    /// Runs a load or reload when no other one runs. A panic in it is an error.
    fn in_turn(
        &self,
        body: impl FnOnce(&mut Vec<u8>) -> Result<ReloadReport, ReloadError>,
    ) -> Result<ReloadReport, ReloadError> {
        let swapper = std::ptr::from_ref(self).addr();
        if RELOADING.with_borrow(|swappers| swappers.contains(&swapper)) {
            return Err(ReloadError::Reentrant);
        }
        let mut buffer = self.turn.lock();
        RELOADING.with_borrow_mut(|swappers| swappers.push(swapper));
        let started = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| body(&mut buffer)));
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
        buffer.clear();
        buffer.shrink_to(KEPT_BUFFER);
        log(&result, started.elapsed());
        result
    }

    fn run(
        &self,
        data: &LiveData,
        extra: Extra<'_>,
        buffer: &mut Vec<u8>,
    ) -> Result<ReloadReport, ReloadError> {
        let old = self.current.load();
        let directory = self.directory.lock().clone();
        let copies = self.copies()?;
        let staged = reload::prepare(
            &Context {
                directory: &directory,
                allow: self.allow.as_deref(),
                copies: &copies,
                reaper: &self.reaper,
                current: &old,
                trip: &self.trip,
            },
            data,
            buffer,
        )?;
        self.commit(staged, old, extra)
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
    fn commit(
        &self,
        staged: Staged,
        old: Arc<PluginManager>,
        extra: Extra<'_>,
    ) -> Result<ReloadReport, ReloadError> {
        let new = staged.manager();
        self.trip.at(Step::Callbacks);
        let failed = |error| ReloadError::Callback {
            error: Box::new(error),
        };
        for callback in &self.callbacks {
            contain(|| callback(&new, &old)).map_err(failed)?;
        }
        if let Some(extra) = extra {
            contain(|| extra(&new, &old)).map_err(failed)?;
        }
        self.trip.at(Step::Swap);
        // Nothing may fail between the swap and the end of the transaction.
        let report = staged.commit();
        let retired = self.current.swap(new);
        // The reaper's share is the last: generations end on its thread.
        drop(old);
        let until = Instant::now().checked_add(self.free_delay);
        self.reaper
            .retire(retired, until.unwrap_or_else(far_future));
        Ok(report)
    }

    /// Whether a reload would find other files than the current generation has.
    #[cfg(feature = "watch")]
    pub(crate) fn has_moved(&self) -> bool {
        let current = self.current.load();
        let directory = self.directory.lock().clone();
        let Ok(found) = reload::scan(&directory, self.allow.as_deref()) else {
            return true;
        };
        let is_same = |(folded, candidate): (&String, &reload::Candidate)| {
            current.member(folded).is_some_and(|member| {
                member.plugin.path() == candidate.path
                    && member.identity.is_same(&candidate.identity)
            })
        };
        found.len() != current.plugins().len() || !found.iter().all(is_same)
    }

    /// What is in the plugin directory now.
    #[cfg(feature = "watch")]
    pub(crate) fn snapshot(&self) -> Snapshot {
        let found = reload::scan(&self.plugin_dir(), self.allow.as_deref()).unwrap_or_default();
        let files = found.into_values().map(|it| (it.path, it.identity));
        Snapshot(files.collect())
    }

    #[cfg(feature = "watch")]
    pub(crate) fn plugin_dir(&self) -> PathBuf {
        self.directory.lock().clone()
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let retired = self.current.swap(Arc::new(PluginManager::closed()));
        self.reaper.retire(retired, Instant::now());
        self.reaper.finish();
    }
}

impl fmt::Debug for Swapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Swapper")
            .field("plugin_dir", &self.plugin_dir())
            .field("current", &self.current())
            .finish_non_exhaustive()
    }
}

fn new_copies(parent: &Path) -> Result<Arc<CopyDir>, ReloadError> {
    let made = CopyDir::new(parent).map_err(|source| ReloadError::PrivateDir {
        path: parent.to_owned(),
        source,
    });
    made.map(Arc::new)
}

/// When a delay that reaches past the end of time is over.
fn far_future() -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
    Instant::now() + CENTURY
}

fn log(result: &Result<ReloadReport, ReloadError>, took: Duration) {
    match result {
        Ok(report) => tracing::info!(
            generation = report.generation(),
            ?took,
            "plugins loaded: {report}"
        ),
        Err(error) => tracing::warn!(%error, ?took, "plugins not loaded"),
    }
}
