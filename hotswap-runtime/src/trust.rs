//! Checks for `trusted_dir`: only this process's user and root can put code into the process.
//!
//! A user who can write a library, replace it, or change a link on the way to it decides what the host runs.
//! So everything that the system goes through from the root directory to the library must belong to this process's
//! user or to root, and must not be writable by others: the rule of OpenSSH for its own files (`StrictModes`). A directory
//! on the way may be open to all where it keeps them from renaming what is another's (sticky, like `/tmp`); the plugin
//! directory itself may not, because a library that is added to it is loaded.

mod search;

use std::fmt;
use std::path::{Path, PathBuf};

pub(crate) use search::check as check_search;

/// A file or directory that others than this process's user and root have a hand in.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be trusted: {mistrust}", path.display())]
#[non_exhaustive]
pub struct Untrusted {
    /// What is not to be trusted; perhaps a directory on the way to what was looked at.
    pub path: PathBuf,
    /// What is wrong with it.
    pub mistrust: Mistrust,
}

/// Among the permissions of a directory: what is in it is renamed and removed by its owner alone.
const STICKY: u32 = 0o1000;

/// Why something is not to be trusted.
#[derive(Debug)]
#[non_exhaustive]
pub enum Mistrust {
    /// It belongs to another user.
    #[non_exhaustive]
    Owner {
        /// Its owner.
        owner: u32,
        /// This process's user.
        user: u32,
    },
    /// Its group, or all users, may write to it.
    #[non_exhaustive]
    Writable {
        /// Its permissions.
        mode: u32,
    },
    /// It leads to a library that is not in the plugin directory.
    #[non_exhaustive]
    Outside {
        /// Where it leads.
        target: PathBuf,
    },
    /// It has the system's loader look for the libraries that it needs where others can put some.
    #[non_exhaustive]
    Search {
        /// Where, in its own words.
        entry: String,
        /// What others have a hand in.
        way: PathBuf,
    },
    /// Links lead in a circle, or to so many others that they might as well.
    TooManyLinks,
    /// It cannot be looked at.
    Unreadable(std::io::Error),
    /// On this system, it is not known who may write to a file.
    Unknown,
}

impl fmt::Display for Mistrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner { owner, user: 0 } => {
                write!(f, "it belongs to user {owner}; give it to root")
            }
            Self::Owner { owner, user } => write!(
                f,
                "it belongs to user {owner}; give it to user {user} or to root"
            ),
            // As they should be: a place for all, like `/tmp`.
            Self::Writable { mode } if mode & STICKY != 0 => write!(
                f,
                "others may write to it (mode {mode:04o}); choose a directory that only this user can write to"
            ),
            Self::Writable { mode } => write!(
                f,
                "others may write to it (mode {mode:04o}); remove that permission with `chmod go-w`"
            ),
            Self::Outside { target } => write!(
                f,
                "it is a link out of the plugin directory, to {}; put the library itself into the directory",
                target.display()
            ),
            Self::Search { entry, way } => write!(
                f,
                "its library search path has `{entry}`, where others may put libraries (through {}); link it \
                 without that path",
                way.display()
            ),
            Self::TooManyLinks => f.write_str("the path to it has too many symbolic links"),
            Self::Unreadable(error) => error.fmt(f),
            Self::Unknown => f.write_str(
                "this system does not report who may write to it; do not set `trusted_dir`",
            ),
        }
    }
}

/// A plugin directory that was found to be trusted.
#[derive(Clone, Debug)]
pub(crate) struct TrustedDir {
    /// Without links.
    path: PathBuf,
}

impl TrustedDir {
    /// Looks at a plugin directory, and at the way to it.
    pub(crate) fn new(directory: &Path) -> Result<Self, Untrusted> {
        let path = way::follow(directory)?;
        way::is_closed(&path)?;
        Ok(Self { path })
    }

    /// Looks at a library in it.
    pub(crate) fn check(&self, library: &Path) -> Result<(), Untrusted> {
        let target = way::follow(library)?;
        if target.starts_with(&self.path) {
            return Ok(());
        }
        Err(Untrusted {
            path: library.to_owned(),
            mistrust: Mistrust::Outside { target },
        })
    }
}

/// Looks at a directory that is for this process alone to write to, and at the way to it.
pub(crate) fn check_way(directory: &Path) -> Result<(), Untrusted> {
    way::follow(directory).map(drop)
}

#[cfg(unix)]
mod way {
    use std::fs::{self, Metadata};
    use std::os::unix::fs::MetadataExt;
    use std::path::{Component, Path, PathBuf};

    use super::{Mistrust, STICKY, Untrusted};

    const OTHERS_WRITE: u32 = 0o022;
    /// As many as Linux follows.
    const MAX_LINKS: u32 = 40;

    /// Goes to `path` as the system would, and looks at each step; gives the place without links.
    pub(super) fn follow(path: &Path) -> Result<PathBuf, Untrusted> {
        let absolute = std::path::absolute(path).map_err(|it| unreadable(path, it))?;
        let mut to_go = reversed(&absolute);
        let mut here = PathBuf::new();
        let mut links = 0;
        while let Some(step) = to_go.pop() {
            if step.as_os_str() == ".." {
                here.pop();
                continue;
            }
            let next = here.join(&step);
            let metadata = fs::symlink_metadata(&next).map_err(|it| unreadable(&next, it))?;
            check(&next, &metadata)?;
            if !metadata.is_symlink() {
                here = next;
                continue;
            }
            links += 1;
            if links > MAX_LINKS {
                return Err(untrusted(path, Mistrust::TooManyLinks));
            }
            let target = fs::read_link(&next).map_err(|it| unreadable(&next, it))?;
            to_go.extend(reversed(&target));
        }
        Ok(here)
    }

    /// Makes sure that others cannot add to a directory that is trusted otherwise.
    pub(super) fn is_closed(directory: &Path) -> Result<(), Untrusted> {
        let metadata = fs::metadata(directory).map_err(|it| unreadable(directory, it))?;
        match metadata.mode() & OTHERS_WRITE {
            0 => Ok(()),
            _ => Err(writable(directory, &metadata)),
        }
    }

    /// Makes sure that others cannot add to a directory, nor make it if it is not there.
    pub(super) fn is_closed_or_absent(directory: &Path) -> Result<(), Untrusted> {
        match follow(directory) {
            Ok(path) => is_closed(&path),
            // All before it was looked at.
            Err(Untrusted {
                mistrust: Mistrust::Unreadable(_),
                path,
            }) => is_closed(path.parent().unwrap_or(&path)),
            Err(untrusted) => Err(untrusted),
        }
    }

    fn check(path: &Path, metadata: &Metadata) -> Result<(), Untrusted> {
        let user = rustix::process::geteuid().as_raw();
        let owner = metadata.uid();
        if owner != user && owner != 0 {
            return Err(untrusted(path, Mistrust::Owner { owner, user }));
        }
        let keeps_others_out = metadata.is_dir() && metadata.mode() & STICKY != 0;
        // A link is never written to: it is replaced, by its owner or by a user who may write to its directory.
        let is_closed = metadata.is_symlink() || metadata.mode() & OTHERS_WRITE == 0;
        match is_closed || keeps_others_out {
            true => Ok(()),
            false => Err(writable(path, metadata)),
        }
    }

    /// The steps of a path, the first one last. A root is a step that leaves all before it behind.
    fn reversed(path: &Path) -> Vec<PathBuf> {
        let steps = path.components().filter(|it| *it != Component::CurDir);
        steps
            .rev()
            .map(|it| PathBuf::from(it.as_os_str()))
            .collect()
    }

    fn writable(path: &Path, metadata: &Metadata) -> Untrusted {
        let mode = metadata.mode() & 0o7777;
        untrusted(path, Mistrust::Writable { mode })
    }

    fn unreadable(path: &Path, error: std::io::Error) -> Untrusted {
        untrusted(path, Mistrust::Unreadable(error))
    }

    fn untrusted(path: &Path, mistrust: Mistrust) -> Untrusted {
        Untrusted {
            path: path.to_owned(),
            mistrust,
        }
    }
}

#[cfg(not(unix))]
mod way {
    use std::path::{Path, PathBuf};

    use super::{Mistrust, Untrusted};

    pub(super) fn follow(path: &Path) -> Result<PathBuf, Untrusted> {
        Err(Untrusted {
            path: path.to_owned(),
            mistrust: Mistrust::Unknown,
        })
    }

    pub(super) fn is_closed(directory: &Path) -> Result<(), Untrusted> {
        follow(directory).map(drop)
    }

    pub(super) fn is_closed_or_absent(directory: &Path) -> Result<(), Untrusted> {
        follow(directory).map(drop)
    }
}
