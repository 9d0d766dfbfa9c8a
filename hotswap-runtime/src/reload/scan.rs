//! Lists the plugin files in the plugin directory.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::ReloadError;
use crate::file_identity::FileIdentity;
use crate::name;

/// A file that may be a plugin.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// The name of the plugin, as its file spells it.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) identity: FileIdentity,
}

/// What a scan found.
pub(crate) struct Scanned {
    /// The plugins, by folded name.
    pub(crate) plugins: BTreeMap<String, Candidate>,
    /// Plugins whose file is not known: first those whose file the system refuses.
    pub(crate) unclear: Vec<Unclear>,
}

/// A plugin whose file is not known.
pub(crate) struct Unclear {
    /// The name of the plugin.
    pub(crate) name: String,
    /// [`ReloadError::Unseen`] or [`ReloadError::Conflict`].
    pub(crate) problem: ReloadError,
}

impl Scanned {
    /// Whether the plugin has a file.
    pub(crate) fn has(&self, folded: &str) -> bool {
        let mut unclear = self.unclear.iter();
        self.plugins.contains_key(folded) || unclear.any(|it| name::fold(&it.name) == folded)
    }
}

/// The plugins in a directory.
///
/// # Errors
///
/// As [`all_of_each`].
pub(crate) fn scan(directory: &Path, allow: Option<&[String]>) -> Result<Scanned, ReloadError> {
    let Found { plugins, unseen } = all_of_each(directory, allow)?;
    let mut unclear: Vec<_> = unseen.into_iter().filter_map(Unclear::unseen).collect();
    let is_seen = |folded: &str| unclear.iter().all(|it| name::fold(&it.name) != folded);
    let seen = plugins.into_iter().filter(|(folded, _)| is_seen(folded));
    let mut conflicts = Vec::new();
    let plugins = seen.filter_map(|(folded, candidates)| match only_one(&folded, candidates) {
        Ok(candidate) => Some((folded, candidate)),
        Err(problem) => {
            conflicts.push(Unclear {
                name: folded,
                problem,
            });
            None
        }
    });
    let plugins = plugins.collect();
    unclear.extend(conflicts);
    Ok(Scanned { plugins, unclear })
}

impl Unclear {
    fn unseen(problem: ReloadError) -> Option<Self> {
        let ReloadError::Unseen { path, .. } = &problem else {
            return None;
        };
        let name = name::of_file(path)?.to_owned();
        Some(Self { name, problem })
    }
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
    scanned: &Scanned,
    directory: &Path,
) -> Result<(), ReloadError> {
    let Some(name) = allow.iter().find(|name| !scanned.has(name)) else {
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
