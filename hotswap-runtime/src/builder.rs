//! How a host sets up a swapper.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hotswap::object::Interface;
use hotswap::{Obj, Result};

use crate::executor::Executor;
use crate::extension::{Extension, Factory};
use crate::failpoints::{Failpoints, Step};
use crate::idle_threads::IdleThreads;
use crate::mode::Mode;
use crate::name;
use crate::on_refused::OnRefused;
use crate::reloading::Reloading;
use crate::settings::Settings;

/// The settings of a [`Swapper`](crate::Swapper). Made by [`Swapper::builder`](crate::Swapper::builder).
#[must_use = "a builder does nothing until `build`"]
pub struct SwapperBuilder {
    pub(crate) directory: PathBuf,
    pub(crate) settings: Settings,
}

impl SwapperBuilder {
    pub(crate) fn new(directory: PathBuf) -> Self {
        Self {
            directory: absolute(directory),
            settings: Settings::new(absolute(std::env::temp_dir())),
        }
    }

    /// Sets how long a replaced generation is kept at least. 15 seconds if not set.
    ///
    /// Until then [`Swapper::rollback`](crate::Swapper::rollback) can bring it back. It is kept for longer while anything
    /// uses it, so the delay is not what makes old code safe to free.
    pub fn free_delay(mut self, delay: Duration) -> Self {
        self.settings.free_delay = delay;
        self
    }

    /// Sets how long a hook may run, or an old version may stay after it was due to leave, before a warning is logged.
    /// 10 seconds if not set.
    ///
    /// The warning is an event of `tracing` with the level `WARN`. It names the plugin, its version, and the hook or what
    /// holds the version: a function that the host has kept, a thread that the plugin has started, a thread of the host
    /// that passes no [safe point](crate::docs::leaving#safe-points). It is repeated after twice the time, four times the
    /// time and so on, and once an hour in the end. [`Swapper::stats`](crate::Swapper::stats) says the same at any time.
    /// With `Duration::MAX` there are no warnings.
    ///
    /// A slow hook does not delay the end of other plugins, except of those that its plugin imports. See
    /// [hooks that do not return](crate::docs::leaving#hooks-that-do-not-return).
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use hotswap_runtime::Swapper;
    /// let builder = Swapper::builder("plugins").warn_after(Duration::from_secs(60));
    /// ```
    pub fn warn_after(mut self, time: Duration) -> Self {
        self.settings.warn_after = time;
        self
    }

    /// Sets how long the drop of the last [`Swapper`](crate::Swapper) waits for a hook that does not return. 30 seconds if
    /// not set.
    ///
    /// The limit applies to each hook separately. As long as all hooks return in time, the drop waits for all of them,
    /// however many there are. A hook that does not return is logged and left to its thread. The library of its plugin stays
    /// mapped, and so do the plugins that it imports.
    ///
    /// To limit the whole wait, and to learn what is left, call [`Swapper::close`](crate::Swapper::close) first.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use hotswap_runtime::Swapper;
    /// let builder = Swapper::builder("plugins").drop_timeout(Duration::from_secs(5));
    /// ```
    pub fn drop_timeout(mut self, time: Duration) -> Self {
        self.settings.drop_timeout = time;
        self
    }

    /// Runs the destructors that plugins leave on threads of the host only at [`safe_point`](crate::safe_point), and when a
    /// thread ends.
    ///
    /// Without this, functions that lead to a plugin are [safe points](crate::docs::leaving#safe-points) as well. Set it if
    /// your threads call these functions while they hold a lock that the host also takes when a plugin calls it: a
    /// destructor of the plugin could wait for that lock for ever. The tasks by which an [`executor`](Self::executor) is woken are
    /// explicit safe points. Each thread that calls plugins must then call
    /// `safe_point()` now and then, or it keeps replaced libraries in memory until it ends. Threads of hotswap need no call.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use hotswap_runtime::{Swapper, safe_point};
    ///
    /// let swapper = Swapper::builder("plugins").explicit_safe_points().build()?;
    /// loop {
    ///     // … serve one request …
    ///     # drop(swapper);
    ///     safe_point(); // no lock is held here
    ///     # break;
    /// }
    /// # Ok::<(), hotswap_runtime::ReloadError>(())
    /// ```
    pub fn explicit_safe_points(mut self) -> Self {
        self.settings.explicit_safe_points = true;
        self
    }

    /// Loads only these plugins. Without a list, all that are in the directory.
    ///
    /// A name that has no file is an error of `load`.
    pub fn allow(mut self, names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let folded = names.into_iter().map(|it| name::fold(it.as_ref()));
        self.settings.allow = Some(folded.collect());
        self
    }

    /// Sets what a load or reload does about a plugin that cannot be loaded. [`OnRefused::Fail`] if not set.
    ///
    /// Either way, the plugins that serve keep serving.
    ///
    /// # Examples
    ///
    /// One bad file must not keep the server from starting, nor the other plugins from being replaced:
    ///
    /// ```no_run
    /// # use hotswap::LiveData;
    /// use hotswap_runtime::{OnRefused, Outcome, Swapper};
    ///
    /// let swapper = Swapper::builder("plugins").on_refused(OnRefused::KeepOld).build()?;
    /// let report = swapper.load(&LiveData::none())?;
    /// for (plugin, outcome) in report.outcomes() {
    ///     if let (Outcome::LeftOut, Some(reason)) = (outcome, report.reason(plugin)) {
    ///         eprintln!("starting without {plugin}: {reason}");
    ///     }
    /// }
    /// # Ok::<(), hotswap::Error>(())
    /// ```
    pub fn on_refused(mut self, on_refused: OnRefused) -> Self {
        self.settings.on_refused = on_refused;
        self
    }

    /// Calls `callback` when everything is ready for the swap, with both generations and the report.
    ///
    /// At the first load, the previous generation is empty. Several callbacks run in the order in which they were
    /// given. An error or a panic undoes the reload.
    ///
    /// A reload inside a callback is [`ReloadError::Reentrant`](crate::ReloadError::Reentrant). One on another thread waits until the callback has
    /// ended, so the callback must not wait for it.
    pub fn on_reload(
        mut self,
        callback: impl Fn(&Reloading<'_>) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.settings.callbacks.push(Box::new(callback));
        self
    }

    /// Fills an extension slot in each generation, with a new object of the host.
    ///
    /// The object is there before the first `on_init`. A plugin that is not replaced is not initialised again, so the
    /// object of the next generation does not know what that plugin registered with the previous one. A panic undoes
    /// the reload.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::sync::Mutex;
    /// use hotswap::Obj;
    /// use hotswap_runtime::Swapper;
    ///
    /// #[hotswap::interface]
    /// trait Registry {
    ///     fn register(&self, name: &str);
    /// }
    ///
    /// #[derive(Default)]
    /// struct Names(Mutex<Vec<String>>);
    ///
    /// impl Registry for Names {
    ///     fn register(&self, name: &str) {
    ///         self.0.lock().unwrap().push(name.to_owned());
    ///     }
    /// }
    ///
    /// let builder = Swapper::builder("plugins").extension::<dyn Registry>(|| Names::default());
    /// # drop(builder);
    /// ```
    pub fn extension<I: ?Sized + Interface>(self, factory: impl Factory<I>) -> Self {
        self.try_extension::<I>(move || Ok(factory.make()))
    }

    /// As [`SwapperBuilder::extension`], for an object that exists already, or whose construction may fail. An error
    /// undoes the reload.
    pub fn try_extension<I: ?Sized + Interface>(
        mut self,
        factory: impl Fn() -> Result<Obj<I>> + Send + Sync + 'static,
    ) -> Self {
        self.settings.extensions.push(Extension::new(factory));
        self
    }

    /// Sets the directory in which private copies of the plugins are made. The system's temporary directory if not set.
    ///
    /// Set it where the temporary directory does not allow code to be mapped (`noexec`). A relative path is resolved now,
    /// against the current directory.
    pub fn private_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.settings.private_dir = absolute(directory.into());
        self
    }

    /// Loads libraries only if no other user than this process's user and root could have put them there.
    ///
    /// The plugin directory, the libraries in it, and all that is on the way to them from the root directory, links
    /// included, must belong to one of the two, and must not be writable by others or by their groups. A link in the
    /// plugin directory must not lead out of it. On the way, though not as the plugin directory, a directory with the
    /// sticky bit, like `/tmp`, may be open to all. The same is asked of the way to the private copies. A library that has
    /// the system's loader look for others in a place of its own (`RUNPATH`) is refused if others may put some there.
    ///
    /// What is loaded already is not looked at again until its file changes; a change of its owner or its permissions is
    /// one. Of use where the system knows users: elsewhere `build` is [`ReloadError::Untrusted`](crate::ReloadError::Untrusted).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use hotswap_runtime::Swapper;
    /// let builder = Swapper::builder("/usr/lib/my-server/plugins").trusted_dir();
    /// ```
    pub fn trusted_dir(mut self) -> Self {
        self.settings.trusted_dir = true;
        self
    }

    /// Sets what happens to versions that were replaced. [`Mode::Unload`] if not set.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.settings.modes.of_all = mode;
        self
    }

    /// The same for one plugin.
    pub fn plugin_mode(mut self, name: &str, mode: Mode) -> Self {
        self.settings.modes.of_some.insert(name::fold(name), mode);
        self
    }

    /// Lets plugins take backtraces by themselves, in errors of `anyhow` or `eyre` and through [`std::backtrace`].
    ///
    /// Without this, a plugin that can be unloaded reads `0` for `RUST_BACKTRACE` and `RUST_LIB_BACKTRACE`, even if the
    /// environment sets them. The reason: to print a backtrace, the std of a plugin maps the files of the plugin and the host, and
    /// never unmaps them. That is half a megabyte to tens of megabytes for each version that prints one.
    /// [`Stats::left_mapped`](crate::Stats::left_mapped) counts the mappings of plugins' files.
    ///
    /// The backtraces of panics are not affected, because the host takes them: [`hotswap::Error::Panicked`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use hotswap_runtime::Swapper;
    /// let builder = Swapper::builder("plugins");
    /// let builder = match cfg!(debug_assertions) {
    ///     true => builder.backtraces_in_plugins(),
    ///     false => builder,
    /// };
    /// ```
    pub fn backtraces_in_plugins(mut self) -> Self {
        self.settings.backtraces_in_plugins = true;
        self
    }

    /// Takes the plugins that are linked into this binary, see [`link!`](crate::link), instead of those in the
    /// directory, which is not looked at.
    ///
    /// Everything is as for plugins that are loaded, but that they stay: a reload is
    /// [`ReloadError::StaticLinking`](crate::ReloadError::StaticLinking), and nothing is ever unmapped in any mode. One swapper at a time can
    /// have a plugin, since there is one copy of it; others are free to take other plugins, or to load the same
    /// one from a directory.
    ///
    /// # Examples
    ///
    /// A host with a feature `static` that makes the difference:
    ///
    /// ```no_run
    /// # use hotswap_runtime::Swapper;
    /// let mut builder = Swapper::builder("plugins");
    /// if cfg!(feature = "static") {
    ///     builder = builder.static_linking();
    /// }
    /// ```
    pub fn static_linking(mut self) -> Self {
        self.settings.static_linking = true;
        self
    }

    /// Sets the executor that runs tasks of plugins: `hotswap::task::spawn`, `sleep` and `timeout` in a plugin use it.
    ///
    /// When an old library waits for [safe points](crate::docs::leaving#safe-points), the executor gets tasks that wake its
    /// threads. So the library leaves also if the host is idle.
    ///
    /// # Examples
    ///
    /// [`Executor`] has one for smol. For tokio there is `tokio`, with the feature of that name.
    pub fn executor(mut self, executor: impl Executor) -> Self {
        let mut threads = IdleThreads::default();
        threads.set_executor(Arc::new(executor));
        self.settings.idle_threads = Arc::new(threads);
        self
    }

    /// Runs tasks of plugins on a runtime of tokio, and wakes its threads when an old library waits for them. See
    /// [`executor`](Self::executor).
    ///
    /// The runtime has its timers enabled. The thread that blocks on the runtime is none of its workers: see
    /// [`Swapper::with_safe_points`](crate::Swapper::with_safe_points).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use hotswap_runtime::Swapper;
    /// # async fn example() -> Result<(), hotswap_runtime::ReloadError> {
    /// let swapper = Swapper::builder("plugins").tokio(tokio::runtime::Handle::current()).build()?;
    /// # drop(swapper);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tokio")]
    pub fn tokio(self, handle: tokio::runtime::Handle) -> Self {
        self.executor(handle)
    }

    /// Is told of each step of each load, reload, commit, rollback and end. For tests of what happens when
    /// one fails or panics.
    #[doc(hidden)]
    pub fn on_step(
        mut self,
        failpoints: impl Fn(Step) -> Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.settings.failpoints = Failpoints::new(failpoints);
        self
    }
}

/// A directory as it is called from everywhere: the host may go to another one later.
///
/// The path stays as it is where there is nothing to add it to: it is empty, or the current directory is gone. Then it is
/// an error when it is used.
pub(crate) fn absolute(directory: PathBuf) -> PathBuf {
    std::path::absolute(&directory).unwrap_or(directory)
}

impl fmt::Debug for SwapperBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SwapperBuilder")
            .field("directory", &self.directory)
            .field("private_dir", &self.settings.private_dir)
            .field("free_delay", &self.settings.free_delay)
            .field("warn_after", &self.settings.warn_after)
            .field("drop_timeout", &self.settings.drop_timeout)
            .field("explicit_safe_points", &self.settings.explicit_safe_points)
            .field("allow", &self.settings.allow)
            .field("callbacks", &self.settings.callbacks.len())
            .field(
                "backtraces_in_plugins",
                &self.settings.backtraces_in_plugins,
            )
            .field("static_linking", &self.settings.static_linking)
            .field("trusted_dir", &self.settings.trusted_dir)
            .field("idle_threads", &self.settings.idle_threads)
            .finish_non_exhaustive()
    }
}
