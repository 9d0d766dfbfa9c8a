//! The host's handle on its plugins.

use std::fmt;
use std::future::poll_fn;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hotswap::object::Interface;
use hotswap::{LiveData, Obj, Result};

use crate::builder::{SwapperBuilder, absolute};
use crate::close_report::CloseReport;
use crate::error::ReloadError;
use crate::guest::{implicit_safe_point, safe_point};
use crate::late::{self, LateExtension, LateFn, LatePlugin, LateType};
use crate::manager::PluginManager;
use crate::published::Publish;
use crate::reloading::Reloading;
use crate::report::ReloadReport;
use crate::staged::Staged;
use crate::stats::Stats;
use crate::transaction::SwapperInner;
use crate::vault::HeldType;

/// Loads a directory of plugins, and swaps in new builds of them while they serve.
///
/// Cheap to clone: all clones are handles of the same swapper.
///
/// The drop of the last clone frees the plugins, and waits until `on_free` of all that are not in use has run. (Inside a call
/// of a plugin it does not wait, because `on_free` may wait for that call.) It waits for a hook that does not return no longer
/// than [`drop_timeout`](SwapperBuilder::drop_timeout), and logs it. [`close`](Swapper::close) does the same with a limit for
/// the whole wait, and reports what is left. The drop of the last clone is a [safe point](crate::docs::leaving#safe-points).
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
pub struct Swapper(Arc<SwapperInner>);

impl Swapper {
    /// The settings of a swapper for the plugins in `directory`.
    ///
    /// A relative path is resolved now, against the current directory.
    pub fn builder(directory: impl Into<PathBuf>) -> SwapperBuilder {
        SwapperBuilder::new(directory.into())
    }

    /// Loads the plugins for the first time. `data` is passed to their `on_load`.
    ///
    /// Like every function that loads or swaps plugins, it is a [safe point](crate::docs::leaving#safe-points).
    ///
    /// # Errors
    ///
    /// [`ReloadError`]. Then nothing is loaded, and `load` may be called again.
    pub fn load(&self, data: &LiveData) -> Result<ReloadReport, ReloadError> {
        self.0.load(data)
    }

    /// Loads new plugins and new versions of plugins whose files have changed, and removes plugins whose files are gone.
    /// `data` is passed to `on_load` of the new ones.
    ///
    /// A reload succeeds as a whole or changes nothing, unless [`SwapperBuilder::on_refused`] says otherwise. Readers use the
    /// old generation until the new one is complete, and never wait. Concurrent reloads run one after the other.
    ///
    /// A file that was rolled back is not loaded again until it changes or [`forget_refused`](Swapper::forget_refused) is
    /// called. With [`OnRefused::KeepOld`](crate::OnRefused::KeepOld) the same holds for a file that was refused.
    ///
    /// # Errors
    ///
    /// [`ReloadError`]. The previous generation continues to serve, exactly as it was.
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
        callback: impl FnOnce(&Reloading<'_>) -> Result<()>,
    ) -> Result<ReloadReport, ReloadError> {
        self.0.reload(data, Some(Box::new(callback)))
    }

    /// Does all the slow work of a load or reload, and leaves the swap to [`Staged::commit`].
    ///
    /// It may be called on any thread. The previous generation keeps serving meanwhile. A [`Staged`] that is dropped
    /// instead of committed is undone. Several may be prepared at once: the first commit makes the others outdated.
    ///
    /// # Errors
    ///
    /// As [`Swapper::reload`], except for the callbacks, which [`Staged::commit`] runs.
    pub fn prepare(&self, data: &LiveData) -> Result<Staged, ReloadError> {
        let (prepared, base) = self.0.prepare(data)?;
        Ok(Staged::new(Arc::clone(&self.0), prepared, base))
    }

    /// Brings back the previous generation, with its state. A second rollback brings the newer generation back.
    ///
    /// A rollback is possible until the free delay of the previous generation has passed, and costs no more than a commit:
    /// its plugins are as they were, nothing of them was freed, and no hook is called. The callbacks of the builder are
    /// called. The files in the plugin directory are not touched. A file that was rolled back is not loaded again until it
    /// changes, or [`forget_refused`](Swapper::forget_refused) is called: a reload reports its plugin as
    /// [`Outcome::Kept`](crate::Outcome::Kept).
    ///
    /// # Errors
    ///
    /// [`ReloadError::NothingToRollBack`] if there is no previous generation, or it was freed; [`ReloadError::Stays`] if the
    /// current generation has loaded a plugin that is not reloadable; [`ReloadError::Callback`] if a callback fails or
    /// panics. On an error, the current generation keeps serving, and the previous one is kept for its free delay.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::LiveData;
    /// # fn example(swapper: &hotswap_runtime::Swapper, is_well: impl Fn() -> bool) -> hotswap::Result<()> {
    /// swapper.reload(&LiveData::none())?;
    /// if !is_well() {
    ///     println!("{}", swapper.rollback()?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rollback(&self) -> Result<ReloadReport, ReloadError> {
        self.0.rollback()
    }

    /// Allows files that were refused or rolled back to be loaded again, although they have not changed.
    ///
    /// The next [`reload`](Swapper::reload) tries all of them again, and a [`watch`](Swapper::watch) reloads within about a
    /// second. Call this when something that a plugin needs has been repaired, such as a library or a database, or to load
    /// what was rolled back.
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::LiveData;
    /// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// swapper.rollback()?;
    /// // Version 2 was not to blame after all.
    /// swapper.forget_refused();
    /// println!("{}", swapper.reload(&LiveData::none())?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn forget_refused(&self) {
        self.0.forget_refused();
    }

    /// The current generation. Never waits and never fails: before `load` it is empty.
    ///
    /// It runs no plugin code, so it may be called under any lock. It is not a
    /// [safe point](crate::docs::leaving#safe-points), but the functions that lead from a generation to a plugin are.
    ///
    /// Frequent callers contend on the cache line of the `Arc`'s count. [`Swapper::with`] and [`Swapper::late_fn`] do not
    /// write to it.
    #[inline]
    pub fn current(&self) -> Arc<PluginManager> {
        self.0.current.load()
    }

    /// Lends the current generation to `body`.
    ///
    /// Never waits, and writes to no memory that other threads read, so it is as fast on many threads as on one. The
    /// generation is kept while `body` runs. Like [`current`](Swapper::current), this is not a
    /// [safe point](crate::docs::leaving#safe-points).
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let song: String = swapper.with(|manager| manager.plugin("world")?.invoke("hum", (3u32,)))?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn with<R>(&self, body: impl FnOnce(&PluginManager) -> R) -> R {
        self.0.current.with(body)
    }

    /// The live function called `name`, late-bound: each call runs the version in the current generation.
    ///
    /// The name need not exist yet, and may disappear and come back. See [`LateFn`].
    pub fn late_fn(&self, name: &str) -> LateFn {
        LateFn::new(Arc::clone(&self.0.current), name)
    }

    /// The live type called `name`, late-bound: each value is restored by the version in the current generation.
    ///
    /// The name need not exist yet, and may disappear and come back. See [`LateType`].
    pub fn late_type(&self, name: &str) -> LateType {
        LateType::new(Arc::clone(&self.0.current), name)
    }

    /// Restores a value of the live type that the data names, with the current generation.
    ///
    /// The object keeps the version of the plugin that restored it loaded, and nothing else. This function is a
    /// [safe point](crate::docs::leaving#safe-points).
    ///
    /// # Errors
    ///
    /// As [`Vault::restore`](hotswap::Vault::restore).
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap::prelude::*;
    /// # #[hotswap::interface] trait Job { fn run(&self); }
    /// # fn example(swapper: &hotswap_runtime::Swapper, data: LiveData) -> hotswap::Result<()> {
    /// let job = swapper.restore::<dyn Job>(&data)?;
    /// job.run();
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        let name = data.live_type_name()?;
        implicit_safe_point();
        self.with(|manager| late::find::<HeldType>(manager, name)?.0.restore(data))
    }

    /// The export of the plugin called `name`, late-bound: each call uses the object in the current generation.
    ///
    /// The name need not exist yet, and may disappear and come back. See [`LatePlugin`].
    pub fn late_plugin<I: ?Sized + Interface>(&self, name: &str) -> LatePlugin<I> {
        LatePlugin::new(Arc::clone(&self.0.current), name)
    }

    /// The extension slot of the interface `I`, late-bound: each call uses the object in the current generation.
    ///
    /// The slot may be empty, and may be filled by one plugin and later by another. See [`LateExtension`].
    pub fn late_extension<I: ?Sized + Interface>(&self) -> LateExtension<I> {
        LateExtension::new(Arc::clone(&self.0.current))
    }

    /// Which versions are loaded, which are leaving, and what holds them.
    ///
    /// For people and for monitoring: everything may have changed by the time it is read. It runs no plugin code,
    /// and is not a [safe point](crate::docs::leaving#safe-points).
    pub fn stats(&self) -> Stats {
        self.0.stats()
    }

    /// Ends all plugins, waits until they have ended or `timeout` has passed, and reports what is left and why.
    ///
    /// Use it for the orderly shutdown of a host that must not hang if a plugin does. The plugins are dropped at once,
    /// regardless of the free delay. They are freed as usual: dependents first, each once it is no longer in use. A hook that does not return
    /// delays its own plugin and the plugins that this one imports, but no others. What is left after `timeout` ends later, if
    /// it ends at all, and its library stays mapped until then. The drop of a swapper that was closed does not wait.
    ///
    /// Afterwards, in all clones, [`current`](Swapper::current) is empty, and a load or reload is
    /// [`ReloadError::Closed`]. `close` may be called again, to wait for longer.
    ///
    /// - A running reload ends first. If that takes longer than `timeout`, the current generation is dropped when `close` is
    ///   called again, or the swapper is dropped.
    /// - Inside a callback of a reload, `close` does not wait, and the current generation is dropped when `close` is called
    ///   again, or the swapper is dropped.
    /// - Inside a call of a plugin, `close` does not wait, because `on_free` may wait for that call.
    /// - In a forked child it does nothing, and the report is empty.
    ///
    /// It is a [safe point](crate::docs::leaving#safe-points): a destructor that a plugin has left on the calling thread runs
    /// here, and `timeout` does not limit it.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let plugins = tempfile::tempdir().unwrap();
    /// # let swapper = hotswap_runtime::Swapper::builder(plugins.path()).build()?;
    /// let report = swapper.close(Duration::from_secs(5));
    /// if !report.is_complete() {
    ///     eprintln!("{report}");
    /// }
    /// # assert!(report.is_complete());
    /// # Ok::<(), hotswap_runtime::ReloadError>(())
    /// ```
    pub fn close(&self, timeout: Duration) -> CloseReport {
        self.0.close(timeout)
    }

    /// Runs `future`, and has its thread pass [safe points](crate::docs::leaving#safe-points): at each poll, and when an old
    /// library waits for the thread.
    ///
    /// It is for the future that a thread blocks on, with any executor. That thread is not a worker, so nothing else wakes it. An
    /// old library that it has called would stay in memory for as long as the future waits.
    ///
    /// It does not keep the swapper.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use hotswap::LiveData;
    /// use hotswap_runtime::Swapper;
    ///
    /// # async fn serve(swapper: Swapper) {}
    /// # fn example(runtime: &tokio::runtime::Runtime) -> Result<(), hotswap_runtime::ReloadError> {
    /// let swapper = Swapper::builder("plugins").build()?;
    /// swapper.load(&LiveData::none())?;
    /// runtime.block_on(swapper.with_safe_points(serve(swapper.clone())));
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_safe_points<F: Future>(
        &self,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        let woken = self.0.idle_threads().wait();
        async move {
            let mut future = pin!(future);
            poll_fn(|cx| {
                // Before the safe point: what is due later wakes this.
                woken.set(cx.waker());
                let polled = future.as_mut().poll(cx);
                safe_point();
                polled
            })
            .await
        }
    }

    /// How many reloads have succeeded.
    pub fn reload_count(&self) -> u64 {
        self.0.reload_count()
    }

    /// The directory that the next load or reload reads.
    pub fn plugin_dir(&self) -> PathBuf {
        self.0.plugin_dir()
    }

    /// Makes the next load or reload read another directory.
    ///
    /// A relative path is resolved now, against the current directory.
    pub fn set_plugin_dir(&self, directory: impl Into<PathBuf>) {
        self.0.set_plugin_dir(absolute(directory.into()));
    }

    #[cfg(feature = "watch")]
    pub(crate) fn inner(&self) -> &Arc<SwapperInner> {
        &self.0
    }
}

impl SwapperBuilder {
    /// Builds the swapper. Nothing is loaded yet.
    ///
    /// # Errors
    ///
    /// [`ReloadError::PrivateDir`] if no directory for private copies can be made, [`ReloadError::Untrusted`] if the way to it
    /// must be trusted and cannot be, [`ReloadError::Thread`] if the system cannot start a thread.
    pub fn build(self) -> Result<Swapper, ReloadError> {
        Ok(Swapper(Arc::new(SwapperInner::new(
            self.directory,
            self.settings,
        )?)))
    }
}

impl fmt::Debug for Swapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Lent: a thread that prints it must not be the one that ends a generation.
        self.with(|current| {
            f.debug_struct("Swapper")
                .field("plugin_dir", &self.plugin_dir())
                .field("current", current)
                .finish_non_exhaustive()
        })
    }
}
