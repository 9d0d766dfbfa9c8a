//! Why a load or reload failed.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use hotswap::error::did_you_mean;
use hotswap::manifest::ItemKind;

use crate::import_error::ImportError;
use crate::inspect::InspectError;
use crate::linked::StaticLinkError;
use crate::needs::{STATIC_THREAD_LOCALS_CURE, Unmet};
use crate::trust::Untrusted;

/// Why a load or reload failed. The previous generation stays current.
///
/// `{:?}` prints it as `{}` does, followed by its sources.
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
    #[error("the swapper is closed: build another one to load plugins again")]
    Closed,

    /// A load or reload from within a hook or callback of another one.
    #[error(
        "reload called from within a hook or callback of a reload: call it after that reload has returned"
    )]
    Reentrant,

    /// A load, reload, commit or rollback from within a call of a plugin, whose code is on the stack and waits for the
    /// result.
    #[error(
        "reload called from within a plugin call: call it after the plugin call has returned, or on a thread \
         that the plugin call does not wait for"
    )]
    InsideCall,

    /// A load, reload, commit or rollback in a forked child of the host, which has no thread that ends plugins.
    #[error(
        "reload called in a forked child: the child can still call the plugins that its parent loaded; to load \
         others, build a swapper in the child"
    )]
    Forked,

    /// A commit of a generation that was prepared before the current one was swapped in.
    #[error(
        "the staged generation was prepared from generation {base}, but generation {current} is current now: \
         prepare again"
    )]
    #[non_exhaustive]
    Outdated {
        /// The generation that served when it was prepared.
        base: u64,
        /// The one that serves now.
        current: u64,
    },

    /// A rollback without a previous generation, or after it was freed.
    #[error(
        "there is no generation to roll back to: none was replaced yet, or its free delay has passed; set a \
         longer `free_delay` to keep it longer"
    )]
    NothingToRollBack,

    /// A rollback that would remove a plugin that is not reloadable.
    #[error(
        "cannot roll back generation {generation}: it loaded plugin {plugin}, which is not reloadable; restart \
         the host to remove it"
    )]
    #[non_exhaustive]
    Stays {
        /// The plugin.
        plugin: String,
        /// The generation that has it.
        generation: u64,
    },

    /// A file in the plugin directory was rolled back, and has not changed since. A reload does not fail with this; it is a
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

    /// A reload of plugins that are linked into the host.
    #[error(
        "running under static linking mode: the plugins are part of this binary; rebuild and restart it to \
         change them"
    )]
    StaticLinking,

    /// Linked plugins that cannot be loaded. None of their code has run.
    #[error("{}", one_or_all(problems, "problems with the linked plugins"))]
    #[non_exhaustive]
    LinkedPlugins {
        /// All problems.
        problems: Vec<StaticLinkError>,
    },

    /// The plugin directory cannot be read.
    #[error("cannot read the plugin directory {}: create it, or choose another one", path.display())]
    #[non_exhaustive]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// Other users than this process's user and root control what is loaded; of
    /// [`trusted_dir`](crate::SwapperBuilder::trusted_dir).
    #[error(transparent)]
    Untrusted(#[from] Untrusted),

    /// The directory for private copies cannot be created.
    #[error(
        "cannot create a directory for private copies in {}: choose another parent directory with `private_dir`",
        path.display()
    )]
    #[non_exhaustive]
    PrivateDir {
        /// The parent directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// The system cannot start a thread.
    #[error("cannot start a thread of hotswap: raise the limit on the threads of this process")]
    #[non_exhaustive]
    Thread {
        /// What the system says.
        source: std::io::Error,
    },

    /// A file in the plugin directory exists, but the system refuses its metadata.
    #[error("cannot stat {}, so whether its plugin changed is unknown: check the permissions of the path", path.display())]
    #[non_exhaustive]
    Unseen {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },

    /// The process has too few thread-local keys left to load another library.
    #[error(
        "this process is almost out of thread-local keys: each loaded version keeps its own, and the system has \
         about a thousand; restart the host"
    )]
    OutOfThreadKeys,

    /// Several files have the same plugin name.
    #[error("{} have the same plugin name `{name}`: keep one of them", list(files))]
    #[non_exhaustive]
    Conflict {
        /// The name that they share, in lower case and with `_` for `-`.
        name: String,
        /// The files.
        files: Vec<PathBuf>,
    },

    /// The allow list has a name without a file.
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

    /// Imports that do not fit together. No plugin code has run, except `reloadable`.
    #[error("{}", imports(problems))]
    #[non_exhaustive]
    Imports {
        /// All problems.
        problems: Vec<ImportError>,
    },

    /// A plugin's hook failed or panicked.
    #[error("plugin {plugin}: {hook} failed: {error}")]
    #[non_exhaustive]
    Hook {
        /// The plugin.
        plugin: String,
        /// The hook: `Default::default`, `reloadable`, `on_load` …
        hook: &'static str,
        /// The error of it.
        error: Box<hotswap::Error>,
    },

    /// Two plugins have a live function of one name.
    #[error("plugins {first} and {second} both have a live function `{name}`: rename one")]
    #[non_exhaustive]
    DuplicateLiveFn {
        /// The name.
        name: String,
        /// The plugin that had it first.
        first: String,
        /// The plugin that has it too.
        second: String,
    },

    /// Two plugins have a live type of one name.
    #[error("plugins {first} and {second} both have a live type `{name}`: rename one")]
    #[non_exhaustive]
    DuplicateLiveType {
        /// The name, which one of them may have as an alias.
        name: String,
        /// The plugin that had it first.
        first: String,
        /// The plugin that has it too.
        second: String,
    },

    /// The host could not create an object for an extension slot.
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
        "the extension slot `{name}` is already filled by {first}, and {second} fills it again: \
         only one of them may fill it"
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
        /// The error of it.
        error: Box<hotswap::Error>,
    },

    /// The runtime itself panicked. The reload is undone.
    #[error("hotswap panicked while it was reloading: {message}: this is a bug, please report it")]
    #[non_exhaustive]
    Internal {
        /// The message of the panic.
        message: String,
    },
}

/// Why one file cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// It is not a plugin for this host.
    #[error(transparent)]
    Inspect(#[from] InspectError),

    /// Other users than this process's user and root control its content; of
    /// [`trusted_dir`](crate::SwapperBuilder::trusted_dir).
    #[error(transparent)]
    Untrusted(#[from] Untrusted),

    /// It changed while it was read.
    #[error("{}: the file is being written: reload once it is complete, or publish it with a rename", path.display())]
    #[non_exhaustive]
    Changing {
        /// The file.
        path: PathBuf,
    },

    /// The private copy cannot be written.
    #[error(
        "{}: cannot write a private copy to {}: free space there, or choose another directory with `private_dir`",
        path.display(),
        copy.display()
    )]
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
    #[error(
        "{}: the system's loader cannot open it; `cargo hotswap check` lists missing libraries and symbols",
        path.display()
    )]
    #[non_exhaustive]
    Open {
        /// The file.
        path: PathBuf,
        /// What the loader says.
        source: libloading::Error,
    },

    /// The system's loader has no static thread-local storage left for it.
    #[error(
        "{}: the process has no static thread-local storage left: each load of the plugin takes {bytes} bytes, \
         and the system never reuses them; {}, and restart the host",
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
        "{}: its private copy cannot be mapped, because {} is on a file system that is mounted `noexec`: choose \
         another directory with `private_dir`",
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

    /// The system's loader opened another library than the one that was checked.
    #[error(
        "{}: the system's loader returned a different library than the private copy that was checked: publish the file again",
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

/// An error with its sources, for lists, which have no `source`.
pub(crate) fn with_causes(error: &(dyn Error + 'static)) -> String {
    let first = Some(error);
    let chain = std::iter::successors(first, |&error| error.source());
    let texts: Vec<_> = chain.map(ToString::to_string).collect();
    texts.join(": ")
}

fn imports(problems: &[ImportError]) -> String {
    one_or_all(problems, "problems between plugins")
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
