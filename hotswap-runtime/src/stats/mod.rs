//! Statistics: which versions are loaded, which are leaving, and what holds them.

mod library;
pub(crate) mod mappings;

use std::fmt;
use std::time::Duration;

pub use crate::guest::Holder as Thread;
use crate::hook::RunningHook;
use crate::inspect::ContentHash;
use crate::mode::Mode;
pub use library::Library;

/// What a swapper has loaded that is still there, and what holds it. Made by [`Swapper::stats`](crate::Swapper::stats).
///
/// Prints as one line of counts, one line for each version, and one for each shared library that plugins have brought in.
/// [`docs::leaving`](crate::docs::leaving#what-holds-an-old-version) says how to read it.
///
/// # Examples
///
/// ```
/// # fn example(swapper: &hotswap_runtime::Swapper) {
/// for version in swapper.stats().versions {
///     if version.phase != hotswap_runtime::stats::Phase::Serving {
///         println!("{version}"); // world 1.0.0 of generation 3, freed: thread `pool-1` (17): 1 thread-local
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Stats {
    /// The number of the generation that serves now.
    pub generation: u64,
    /// How many libraries were opened.
    pub opened: u64,
    /// How many versions were freed: `on_free` has run, and the value is dropped. A library whose plugin was never created
    /// counts as opened and unloaded, not as freed.
    pub freed: u64,
    /// How many libraries were closed and are gone, according to the system's loader.
    pub unloaded: u64,
    /// How many libraries of freed versions stay mapped for good.
    pub kept_mapped: u64,
    /// What versions that are gone have left mapped, for printed backtraces.
    pub left_mapped: LeftMapped,
    /// The shared libraries that plugins of this swapper need and have brought into this process. They stay mapped.
    pub libraries: Vec<Library>,
    /// How many different callsites of `tracing` and `log` the plugins of this process have had. Each is kept for ever, so that
    /// subscribers may keep it; a reload of equal source adds none.
    pub callsites: usize,
    /// The versions that are there: those that serve, those that are staged, and those that are still held.
    pub versions: Vec<Version>,
}

/// Mappings that versions made of their own files, and that were still there when the versions were gone.
///
/// Code that prints a backtrace makes them, to find the names of functions. They stay until the process ends, and so does the
/// disk space of the files.
///
/// Counted for the whole process, on Linux. Libraries that stay mapped as a whole are counted by
/// [`Stats::kept_mapped`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftMapped {
    /// How many there are.
    pub mappings: usize,
    /// Their total size in bytes.
    pub bytes: u64,
}

/// One version of a plugin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Version {
    /// The plugin.
    pub plugin: String,
    /// The version of its package.
    pub version: String,
    /// What tells this build from others of the same version: the hash of its file's content. `None` if it is linked into the
    /// host.
    pub build: Option<ContentHash>,
    /// The generation that it was loaded for. Later ones may have it, too.
    pub generation: u64,
    /// What becomes of it.
    pub mode: Mode,
    /// Why it is not unloaded although [`Mode::Unload`] was asked for: `handler of SIGCHLD`.
    ///
    /// Known when it is loaded, once it has given away an address of its own, or only when it was to be closed.
    pub stays_mapped: Option<String>,
    /// How far it is.
    pub phase: Phase,
    /// What holds it. That it serves is not listed.
    pub held_by: Vec<HeldBy>,
}

/// How far a version is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// It is in a generation that was prepared and has never served, or that was undone and is still held.
    Staged,
    /// It is in the generation that serves.
    Serving,
    /// It was replaced, and is still held.
    Replaced,
    /// Its value is gone, and its library waits for threads.
    Freed,
}

/// What holds a version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeldBy {
    /// A generation waits for its free delay.
    FreeDelay {
        /// The generation.
        generation: u64,
        /// How long it still has.
        left: Duration,
    },
    /// Calls of [`LateFn`](crate::LateFn)s, or of [`Swapper::with`](crate::Swapper::with), are under way in a
    /// generation that was replaced.
    Calls {
        /// The generation.
        generation: u64,
    },
    /// There are `Arc<PluginManager>`s, or a [`Staged`](crate::Staged), which has one.
    Generation {
        /// The generation.
        generation: u64,
        /// How many there are.
        count: usize,
    },
    /// The number of [`LoadedPlugin`](crate::LoadedPlugin)s that hold it.
    Plugins(usize),
    /// The number of functions, taken by name, that hold it.
    Functions(usize),
    /// The number of its objects that hold it.
    Objects(usize),
    /// Async calls of it are under way: that many of its futures are pending.
    Futures(usize),
    /// Somebody has wakers of it: that many.
    Wakers(usize),
    /// Tasks that it has spawned run on the executor of the host: that many.
    Tasks(usize),
    /// Plugins import it, of the same generation or an older one: that many imports.
    Imports(usize),
    /// A thread has thread-locals of it, or was started by it.
    Thread(Thread),
    /// A signal handler of it has not returned: that of this signal, `SIGUSR1`.
    Handler(String),
    /// A hook of it has not returned.
    Hook(Hook),
    /// Its mode is [`Mode::Resident`].
    Resident,
}

/// A hook of a plugin that is running.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hook {
    /// What runs. A hook of the plugin: `on_load`, `on_init`, `on_free`, `reloadable`, `Default::default`, or `drop` for the
    /// drop of the plugin's value. Or what hotswap does with the plugin: `attach`, `exports`, `imports`, `stop` (its threads
    /// are told to stop), `drop of an extension`, `destructors` (those of its library), `drop of its imports`,
    /// `drop of its panic hook`, `flush of stdout`, `dlclose`.
    pub name: &'static str,
    /// The name of the thread that it runs on.
    pub thread: Option<String>,
    /// How long it has been running.
    pub running_for: Duration,
}

impl From<&RunningHook> for Hook {
    fn from(hook: &RunningHook) -> Self {
        Self {
            name: hook.name,
            thread: hook.thread.name().map(str::to_owned),
            running_for: hook.since.elapsed(),
        }
    }
}

impl fmt::Display for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.running_for.as_secs_f64();
        write!(f, "in `{}` for {seconds:.1} s", self.name)?;
        match &self.thread {
            Some(thread) => write!(f, ", on thread `{thread}`"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            generation,
            opened,
            freed,
            unloaded,
            kept_mapped,
            left_mapped,
            libraries,
            callsites,
            versions,
        } = self;
        write!(
            f,
            "generation {generation}: {opened} opened, {freed} freed, {unloaded} unloaded, {kept_mapped} kept mapped"
        )?;
        if left_mapped.mappings > 0 {
            write!(f, "; {left_mapped}")?;
        }
        match libraries.len() {
            0 => {}
            1 => f.write_str(", 1 shared library")?,
            several => write!(f, ", {several} shared libraries")?,
        }
        match callsites {
            0 => {}
            1 => f.write_str(", 1 callsite")?,
            several => write!(f, ", {several} callsites")?,
        }
        versions
            .iter()
            .try_for_each(|version| write!(f, "\n  {version}"))?;
        libraries
            .iter()
            .try_for_each(|library| write!(f, "\n  {library}"))
    }
}

impl fmt::Display for LeftMapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mappings, bytes } = self;
        let megabytes = *bytes as f64 / 1e6;
        let plural = if *mappings == 1 { "" } else { "s" };
        write!(
            f,
            "{mappings} file mapping{plural} of unloaded versions, left by backtraces ({megabytes:.1} MB)"
        )
    }
}

impl Version {
    /// Who holds it, in one line.
    pub(crate) fn holders(&self) -> String {
        let holders: Vec<_> = self.held_by.iter().map(HeldBy::to_string).collect();
        holders.join("; ")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            plugin,
            version,
            generation,
            phase,
            ..
        } = self;
        write!(f, "{plugin} {version} of generation {generation}, {phase}")?;
        if !self.held_by.is_empty() {
            write!(f, ": {}", self.holders())?;
        }
        match &self.stays_mapped {
            Some(why) => write!(f, " (stays mapped: {why})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Staged => "staged",
            Self::Serving => "serving",
            Self::Replaced => "replaced",
            Self::Freed => "freed",
        })
    }
}

impl fmt::Display for HeldBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FreeDelay { generation, left } => {
                write!(
                    f,
                    "generation {generation} is kept for another {:.1} s",
                    left.as_secs_f64()
                )
            }
            Self::Calls { generation } => {
                write!(f, "calls are under way in generation {generation}")
            }
            Self::Generation { generation, count } => {
                write!(f, "{count} × Arc<PluginManager> of generation {generation}")
            }
            Self::Plugins(count) => write!(f, "{count} × LoadedPlugin"),
            Self::Functions(count) => write!(f, "{count} × LiveFn"),
            Self::Objects(count) => write!(f, "{count} × Obj"),
            Self::Futures(count) => write!(f, "{count} × future"),
            Self::Wakers(count) => write!(f, "{count} × waker"),
            Self::Tasks(count) => write!(f, "{count} × task"),
            Self::Imports(1) => f.write_str("1 import of another plugin"),
            Self::Imports(count) => write!(f, "{count} imports of other plugins"),
            Self::Thread(thread) => write!(f, "{thread}"),
            Self::Handler(signal) => write!(f, "a handler of {signal} that has not returned"),
            Self::Hook(hook) => write!(f, "{hook}"),
            Self::Resident => f.write_str("it is resident, until its swapper is dropped"),
        }
    }
}
