//! Snapshots of files: those of a generation, and those in the plugin directory now.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::refused::RefusedFiles;
use super::scan::{Candidate, all_of_each};
use crate::error::ReloadError;
use crate::file_identity::FileIdentity;
use crate::manager::Member;

/// The files that a generation was loaded from, by the folded names of the plugins.
#[derive(Debug)]
pub(crate) struct Files(BTreeMap<String, Option<Loaded>>);

/// A file that was loaded. There is none for a plugin that must not be replaced: its file means nothing.
#[derive(Debug)]
struct Loaded {
    path: PathBuf,
    identity: FileIdentity,
}

impl Files {
    pub(crate) fn of(members: &[Member]) -> Self {
        let files = members.iter().map(|member| {
            let loaded = member.plugin.is_reloadable().then(|| Loaded {
                path: member.path.clone(),
                identity: member.identity,
            });
            (member.plugin.folded_name().to_owned(), loaded)
        });
        Self(files.collect())
    }

    /// Whether a scan finds just these and what was refused, and none that has moved since.
    pub(crate) fn are_still(
        &self,
        found: &BTreeMap<String, Candidate>,
        refused: &RefusedFiles,
    ) -> bool {
        let is_known = |(name, now): (&String, &Candidate)| match self.0.get(name) {
            Some(None) => true,
            Some(Some(loaded)) => loaded.is_still(now) || refused.has(name, now),
            None => refused.has(name, now),
        };
        let is_there = |(name, loaded): (&String, &Option<Loaded>)| {
            loaded.is_none() || found.contains_key(name) || refused.removal(name).is_some()
        };
        found.iter().all(is_known) && self.0.iter().all(is_there)
    }
}

impl Loaded {
    fn is_still(&self, now: &Candidate) -> bool {
        self.path == now.path && self.identity.is_same(&now.identity)
    }
}

/// The files in a plugin directory at one moment. Empty if it cannot be read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    files: Vec<(PathBuf, FileIdentity)>,
    /// Those that cannot be looked at.
    unseen: Vec<PathBuf>,
}

impl Snapshot {
    pub(crate) fn take(directory: &Path, allow: Option<&[String]>) -> Self {
        let found = all_of_each(directory, allow).unwrap_or_default();
        let candidates = found.plugins.into_values().flatten();
        let mut files: Vec<_> = candidates.map(|it| (it.path, it.identity)).collect();
        // A directory lists its entries in any order.
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut unseen: Vec<_> = found.unseen.into_iter().filter_map(path_of).collect();
        unseen.sort();
        Self { files, unseen }
    }
}

fn path_of(problem: ReloadError) -> Option<PathBuf> {
    match problem {
        ReloadError::Unseen { path, .. } => Some(path),
        _ => None,
    }
}

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        let same_files =
            self.files
                .iter()
                .zip(&other.files)
                .all(|((path, identity), (other_path, other))| {
                    path == other_path && identity.is_same(other)
                });
        self.files.len() == other.files.len() && same_files && self.unseen == other.unseen
    }
}
