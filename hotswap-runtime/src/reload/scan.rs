//! Which files in the plugin directory are plugins, and whether they have moved since.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::ReloadError;
use crate::name;

/// A file that may be a plugin.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The name of the plugin, as its file spells it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) identity: FileIdentity,
}

/// What tells a file from its next version without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileIdentity {
    len: u64,
    modified: Option<SystemTime>,
    system: SystemIdentity,
    /// The file was so new when it was looked at that a further write might not move its times. It is
    /// read again the next time (git calls such a file "racily clean").
    racy: bool,
}

/// What the system adds to size and time: change time, inode and device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SystemIdentity {
    #[cfg(unix)]
    changed: (i64, i64),
    #[cfg(unix)]
    file: (u64, u64),
}

impl FileIdentity {
    /// File systems keep times no finer than the kernel's clock tick, which is at most 10 ms.
    pub(crate) const TICK: Duration = Duration::from_millis(20);

    pub(crate) fn new(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        let modified = metadata.modified().ok();
        #[cfg(unix)]
        let changed = SystemTime::UNIX_EPOCH
            .checked_add(Duration::new(metadata.ctime().try_into().unwrap_or(0), 0))
            .and_then(|time| {
                time.checked_add(Duration::from_nanos(
                    metadata.ctime_nsec().try_into().unwrap_or(0),
                ))
            });
        #[cfg(not(unix))]
        let changed = modified;
        let age = modified
            .max(changed)
            .and_then(|time| SystemTime::now().duration_since(time).ok());
        Self {
            len: metadata.len(),
            modified,
            system: SystemIdentity {
                #[cfg(unix)]
                changed: (metadata.ctime(), metadata.ctime_nsec()),
                #[cfg(unix)]
                file: (metadata.dev(), metadata.ino()),
            },
            racy: age.is_none_or(|age| age < Self::TICK),
        }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Whether a file that was `self` and is `now` is sure to hold the same bytes.
    pub(crate) fn is_still(&self, now: &Self) -> bool {
        !self.racy && self.is_same(now)
    }

    /// Whether nobody wrote to a file that is held open. (It may have been renamed or unlinked meanwhile.)
    pub(crate) fn was_not_written(&self, now: &Self) -> bool {
        (self.len, self.modified) == (now.len, now.modified)
    }

    /// Whether these are one file, whatever it holds. (Where the system does not number files, all are.)
    pub(crate) fn is_file(&self, other: &Self) -> bool {
        #[cfg(unix)]
        return self.system.file == other.system.file;
        #[cfg(not(unix))]
        {
            let _ = other;
            true
        }
    }

    /// Whether the file was so new that another write may not show.
    pub(crate) fn is_racy(&self) -> bool {
        self.racy
    }

    /// Whether nothing that can be seen without reading has moved.
    pub(crate) fn is_same(&self, now: &Self) -> bool {
        (self.len, self.modified, self.system) == (now.len, now.modified, now.system)
    }
}

/// The plugins in a directory, by folded name.
///
/// # Errors
///
/// As [`all_of_each`], [`ReloadError::Unseen`] if a file in it cannot be looked at, and [`ReloadError::Conflict`] for
/// two files of one name.
pub(crate) fn scan(
    directory: &Path,
    allow: Option<&[String]>,
) -> Result<BTreeMap<String, Candidate>, ReloadError> {
    let Found { plugins, unseen } = all_of_each(directory, allow)?;
    if let Some(problem) = unseen.into_iter().next() {
        return Err(problem);
    }
    let plugins = plugins.into_iter();
    plugins
        .map(|(folded, candidates)| only_one(&folded, candidates).map(|it| (folded, it)))
        .collect()
}

/// What is in a directory.
#[derive(Default)]
pub(super) struct Found {
    /// The files of each plugin, by folded name.
    pub(super) plugins: BTreeMap<String, Vec<Candidate>>,
    /// For each file that cannot be looked at, [`ReloadError::Unseen`].
    pub(super) unseen: Vec<ReloadError>,
}

/// All files of plugins in a directory.
///
/// # Errors
///
/// [`ReloadError::Directory`] if it cannot be read.
pub(super) fn all_of_each(
    directory: &Path,
    allow: Option<&[String]>,
) -> Result<Found, ReloadError> {
    let unreadable = |source| ReloadError::Directory {
        path: directory.to_owned(),
        source,
    };
    let mut found = Found::default();
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = name::of_file(&path) else {
            continue;
        };
        let folded = name::fold(name);
        if allow.is_some_and(|allow| !allow.contains(&folded)) {
            continue;
        }
        // A file that went away since the directory was listed is a file that is not there.
        let metadata = match std::fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(source) => {
                found.unseen.push(ReloadError::Unseen { path, source });
                continue;
            }
        };
        if metadata.is_file() {
            let candidate = Candidate {
                name: name.to_owned(),
                identity: FileIdentity::new(&metadata),
                path,
            };
            found.plugins.entry(folded).or_default().push(candidate);
        }
    }
    Ok(found)
}

/// The file of a plugin.
///
/// # Errors
///
/// [`ReloadError::Conflict`] if there are several.
pub(super) fn only_one(
    name: &str,
    mut candidates: Vec<Candidate>,
) -> Result<Candidate, ReloadError> {
    if candidates.len() == 1 {
        return Ok(candidates.remove(0));
    }
    let mut files: Vec<_> = candidates.into_iter().map(|it| it.path).collect();
    files.sort();
    Err(ReloadError::Conflict {
        name: name.to_owned(),
        files,
    })
}

/// Refuses an allow list that names a plugin which is not there.
pub(crate) fn check_allowed(
    allow: &[String],
    found: &BTreeMap<String, Candidate>,
    directory: &Path,
) -> Result<(), ReloadError> {
    let Some(name) = allow.iter().find(|&name| !found.contains_key(name)) else {
        return Ok(());
    };
    let there = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let there: Vec<_> = there.map(|entry| entry.path()).collect();
    let known = there.iter().filter_map(|path| name::of_file(path));
    Err(ReloadError::NotThere {
        name: name.clone(),
        directory: directory.to_owned(),
        suggestion: hotswap::error::suggest(name, known).map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_just_written_is_not_taken_for_unchanged() {
        let file = tempfile::tempfile().unwrap();
        let look = || FileIdentity::new(&file.metadata().unwrap());
        // To come: as new as can be, however long this test is held up.
        let later = SystemTime::now() + Duration::from_secs(3600);
        file.set_modified(later).unwrap();
        assert!(look().is_same(&look()) && !look().is_still(&look()));
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        std::thread::sleep(FileIdentity::TICK * 2);
        assert!(look().is_still(&look()));
    }
}
