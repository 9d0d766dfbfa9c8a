//! Why a load or reload did not happen.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use hotswap::error::did_you_mean;
use hotswap::manifest::ItemKind;

use crate::inspect::InspectError;
use crate::link_error::LinkError;
use crate::linked::LinkedError;
use crate::needs::{STATIC_THREAD_LOCALS_CURE, Unmet};
use crate::trust::Untrusted;

/// Why a load or reload did not happen. The generation of before serves on, whatever it was.
///
/// `{:?}` prints it as `{}` does, with the errors behind it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ReloadError {
    /// `reload` before `load`.
    #[error("nothing is loaded yet: call `load` first")]
    NotLoaded,

    /// `load` a second time.
    #[error("the plugins are loaded already: call `reload` to load new versions of them")]
    AlreadyLoaded,

    /// A load, reload, commit or rollback after [`Swapper::close`](crate::Swapper::close).
    #[error(
        "the swapper was closed, and its plugins have ended: build another one to load them again"
    )]
    Closed,

    /// A load or reload from within a hook or callback of another one.
    #[error(
        "a reload was asked for by a hook or callback of a reload: ask for it after that one has ended"
    )]
    Reentrant,

    /// A load, reload, commit or rollback from within a call of a plugin: its code is on the stack, and waits
    /// for the answer.
    #[error(
        "a reload was asked for inside a call of a plugin: let the call end first, or ask for it on \
         another thread that the call does not wait for"
    )]
    InsideCall,

    /// A load, reload, commit or rollback in a child that was forked from the host. It has no thread that ends
    /// plugins.
    #[error(
        "a reload was asked for in a forked child: it may call the plugins that it has from its parent; for others, \
         build a swapper of its own"
    )]
    Forked,

    /// A generation that was prepared, and another one was swapped in before it was committed.
    #[error(
        "generation {base} was prepared for, but generation {current} serves by now: prepare again"
    )]
    #[non_exhaustive]
    Outdated {
        /// The generation that served when it was prepared.
        base: u64,
        /// The one that serves now.
        current: u64,
    },

    /// A rollback, and the generation of before is gone.
    #[error(
        "there is no generation to go back to: nothing was replaced yet, or its free delay is over; \
         `free_delay` says how long one is kept"
    )]
    NothingToRollBack,

    /// A rollback would take a plugin away that is not reloadable.
    #[error(
        "cannot go back to before generation {generation}: plugin {plugin}, which came with it, says that it must \
         not be replaced"
    )]
    #[non_exhaustive]
    Stays {
        /// The plugin.
        plugin: String,
        /// The generation that has it.
        generation: u64,
    },

    /// What is in the plugin directory was rolled back, and has not changed since. A reload does not fail with this; it is a
    /// [`ReloadReport::reason`](crate::ReloadReport::reason).
    #[error("{}", rolled_back(plugin, file, *generation))]
    #[non_exhaustive]
    RolledBack {
        /// The plugin.
        plugin: String,
        /// The file that was loaded; `None` if the plugin was removed, because its file is gone.
        file: Option<PathBuf>,
        /// The generation that was rolled back.
        generation: u64,
    },

    /// A reload, and the plugins are linked into the host.
    #[error(
        "running under static linking mode: the plugins are part of this binary; build and start it again to \
         change them"
    )]
    StaticLinking,

    /// Plugins that are linked into the host and cannot be loaded. None of their code has run.
    #[error(
        "{}",
        one_or_all(problems, "things are wrong with the plugins that are linked in")
    )]
    #[non_exhaustive]
    Linked {
        /// All that is wrong.
        problems: Vec<LinkedError>,
    },

    /// The plugin directory cannot be read.
    #[error("cannot read the plugin directory {}: create it, or name another one", path.display())]
    #[non_exhaustive]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// Others than this process's user and root can say what is loaded; of
    /// [`trusted_dir`](crate::SwapperBuilder::trusted_dir).
    #[error(transparent)]
    Untrusted(#[from] Untrusted),

    /// The directory for private copies cannot be made.
    #[error(
        "cannot make a directory for private copies in {}: name another one with `private_dir`",
        path.display()
    )]
    #[non_exhaustive]
    PrivateDir {
        /// Where it was to be made.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// The system has no thread to give.
    #[error("cannot start a thread")]
    #[non_exhaustive]
    Thread {
        /// What the system says.
        source: std::io::Error,
    },

    /// A file in the plugin directory is there, but the system does not say what it is.
    #[error("cannot look at {}: the plugin in it is neither new nor gone", path.display())]
    #[non_exhaustive]
    Unseen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// The process has too few thread-local keys left for another library.
    #[error(
        "this process is almost out of thread-local keys: each version that was loaded holds on to its \
         own, and the system has about a thousand; restart the host"
    )]
    OutOfThreadKeys,

    /// Several files have the same plugin name.
    #[error("{} are all plugin `{name}`: keep one of them", list(files))]
    #[non_exhaustive]
    Conflict {
        /// The name that they share, in lower case and with `_` for `-`.
        name: String,
        /// The files.
        files: Vec<PathBuf>,
    },

    /// The allow list has a name that no file has.
    #[error(
        "`{name}` is on the allow list, but there is no such plugin in {}{}",
        directory.display(),
        did_you_mean(suggestion.as_deref())
    )]
    #[non_exhaustive]
    NotThere {
        /// The name.
        name: String,
        /// The plugin directory.
        directory: PathBuf,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },

    /// Files that cannot be loaded. None of their code has run.
    #[error("{}", refused(problems))]
    #[non_exhaustive]
    Refused {
        /// One problem for each file.
        problems: Vec<FileError>,
    },

    /// Plugins that do not fit together. None of their code has run, but for `reloadable`.
    #[error("{}", unlinked(problems))]
    #[non_exhaustive]
    Unlinked {
        /// All that does not fit.
        problems: Vec<LinkError>,
    },

    /// A plugin's hook failed or panicked.
    #[error("plugin {plugin}: {hook} failed: {error}")]
    #[non_exhaustive]
    Hook {
        /// The plugin.
        plugin: String,
        /// The hook: `Default::default`, `reloadable`, `on_load` …
        hook: &'static str,
        /// What it came to.
        error: Box<hotswap::Error>,
    },

    /// Two plugins have a live function of one name.
    #[error("plugins {first} and {second} both have a live function `{name}`: rename one")]
    #[non_exhaustive]
    DuplicateLiveFn {
        /// The name.
        name: String,
        /// The plugin that has it too.
        first: String,
        /// The plugin that was found to have it again.
        second: String,
    },

    /// Two plugins have a live type of one name.
    #[error("plugins {first} and {second} both have a live type `{name}`: rename one")]
    #[non_exhaustive]
    DuplicateLiveType {
        /// The name, which one of them may have as an alias.
        name: String,
        /// The plugin that has it too.
        first: String,
        /// The plugin that was found to have it again.
        second: String,
    },

    /// The host could not make an object for an extension slot.
    #[error("the host cannot fill the extension slot `{name}`: {error}")]
    #[non_exhaustive]
    Extension {
        /// The interface of the slot: `dyn Registry`.
        name: String,
        /// What its factory came to.
        error: Box<hotswap::Error>,
    },

    /// An extension slot was filled in the old generation while the new one was prepared, which has filled
    /// it too.
    #[error(
        "the extension slot `{name}` was filled by {first} already, and {second} fills it again: \
         one of them must leave it alone"
    )]
    #[non_exhaustive]
    DuplicateExtension {
        /// The interface of the slot: `dyn Registry`.
        name: String,
        /// Who filled it in the old generation: `plugin a`, `the host`.
        first: String,
        /// Who fills it in the new one.
        second: String,
    },

    /// A reload callback failed or panicked.
    #[error("a reload callback failed: {error}")]
    #[non_exhaustive]
    Callback {
        /// What it came to.
        error: Box<hotswap::Error>,
    },

    /// The runtime itself panicked. All of the reload is undone.
    #[error("hotswap panicked while it was reloading: {message}: this is a bug, please report it")]
    #[non_exhaustive]
    Internal {
        /// What it said.
        message: String,
    },
}

/// Why one file cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// What is in it is no plugin for this host.
    #[error(transparent)]
    Inspect(#[from] InspectError),

    /// Others than this process's user and root can say what is in it; of
    /// [`trusted_dir`](crate::SwapperBuilder::trusted_dir).
    #[error(transparent)]
    Untrusted(#[from] Untrusted),

    /// It changed while it was read.
    #[error("{}: it is being written; publish it with a rename, or reload once it is whole", path.display())]
    #[non_exhaustive]
    Changing {
        /// The file.
        path: PathBuf,
    },

    /// The private copy that would be opened cannot be made.
    #[error("{}: cannot make a private copy at {}", path.display(), copy.display())]
    #[non_exhaustive]
    Copy {
        /// The file.
        path: PathBuf,
        /// The copy.
        copy: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// The system's loader refuses it.
    #[error("{}: the system's loader refuses it", path.display())]
    #[non_exhaustive]
    Open {
        /// The file.
        path: PathBuf,
        /// What the loader says.
        source: libloading::Error,
    },

    /// The system's loader has no static thread-local storage left for it.
    #[error(
        "{}: the process has no static thread-local storage left: the plugin takes {bytes} bytes of it each time that it \
         is loaded, and the system gets none back; {}, and start the host again",
        path.display(), STATIC_THREAD_LOCALS_CURE
    )]
    #[non_exhaustive]
    StaticThreadLocals {
        /// The file.
        path: PathBuf,
        /// How much it takes, in bytes.
        bytes: u64,
        /// What the loader says.
        source: libloading::Error,
    },

    /// The private copy is on a file system that allows no code to be mapped.
    #[error(
        "{}: its private copy cannot be mapped, because {} is on a file system that is mounted `noexec`: name another \
         directory with `private_dir`",
        path.display(),
        directory.display()
    )]
    #[non_exhaustive]
    NoExec {
        /// The file.
        path: PathBuf,
        /// The directory of private copies.
        directory: PathBuf,
        /// What the loader says.
        source: libloading::Error,
    },

    /// The system's loader would refuse it, because something that it needs is missing. Only [`check`](crate::check) reports
    /// this. A load learns it from the loader, as [`FileError::Open`].
    #[error("{} {unmet}", path.display())]
    #[non_exhaustive]
    Unmet {
        /// The file.
        path: PathBuf,
        /// What it needs and does not get.
        unmet: Unmet,
    },

    /// The system's loader gave another library than the one that was checked.
    #[error(
        "{}: the system's loader answered with another library than the one that was checked",
        path.display()
    )]
    #[non_exhaustive]
    Identity {
        /// The file.
        path: PathBuf,
    },

    /// The linker dropped items that the manifest lists.
    #[error(
        "{}: its manifest lists {listed} items but the linker kept {kept}: \
         rebuild it, and refer to the module that holds them from the plugin's crate",
        path.display()
    )]
    #[non_exhaustive]
    Dropped {
        /// The file.
        path: PathBuf,
        /// How many items the manifest lists.
        listed: usize,
        /// How many the library has.
        kept: usize,
    },
}

impl FileError {
    /// The file, if it was opened and is at fault itself.
    pub(crate) fn loaded_from(&self) -> Option<&Path> {
        match self {
            Self::Open { path, .. }
            | Self::StaticThreadLocals { path, .. }
            | Self::Identity { path }
            | Self::Dropped { path, .. } => Some(path),
            Self::Inspect(_)
            | Self::Untrusted(_)
            | Self::Changing { .. }
            | Self::Copy { .. }
            | Self::NoExec { .. }
            | Self::Unmet { .. } => None,
        }
    }
}

impl ReloadError {
    /// Two plugins have a live function, or a live type, of one name.
    pub(crate) fn duplicate(kind: ItemKind, name: &str, first: &str, second: &str) -> Self {
        let [name, first, second] = [name, first, second].map(str::to_owned);
        match kind {
            ItemKind::LiveType => Self::DuplicateLiveType {
                name,
                first,
                second,
            },
            _ => Self::DuplicateLiveFn {
                name,
                first,
                second,
            },
        }
    }
}

impl fmt::Debug for ReloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut next = self.source();
        while let Some(error) = next {
            write!(f, "\n\nCaused by:\n    {error}")?;
            next = error.source();
        }
        Ok(())
    }
}

fn rolled_back(plugin: &str, file: &Option<PathBuf>, generation: u64) -> String {
    let what = match file {
        Some(file) => format!(
            "{}: generation {generation}, which loaded this build of {plugin}, was rolled back",
            file.display()
        ),
        None => format!("generation {generation}, which removed plugin {plugin}, was rolled back"),
    };
    format!("{what}: publish another build, or call `forget_refused` to allow this")
}

fn list(files: &[PathBuf]) -> String {
    let files: Vec<_> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    files.join(" and ")
}

fn refused(problems: &[FileError]) -> String {
    let problems: Vec<_> = problems.iter().map(|it| with_causes(it)).collect();
    one_or_all(&problems, "files cannot be loaded")
}

/// An error with all that is behind it. A list has no `source` that would tell.
pub(crate) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let first = Some(error);
    let chain = std::iter::successors(first, |&error| error.source());
    let texts: Vec<_> = chain.map(ToString::to_string).collect();
    texts.join(": ")
}

fn unlinked(problems: &[LinkError]) -> String {
    one_or_all(problems, "things keep plugins from being tied together")
}

fn one_or_all(problems: &[impl fmt::Display], what: &str) -> String {
    match problems {
        [only] => only.to_string(),
        several => {
            let lines = several.iter().map(|problem| format!("\n  {problem}"));
            format!("{} {what}:{}", several.len(), lines.collect::<String>())
        }
    }
}
