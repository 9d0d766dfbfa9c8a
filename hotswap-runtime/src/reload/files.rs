//! What the files of a generation looked like.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::scan::Candidate;
use crate::file_identity::FileIdentity;
use crate::manager::Member;
use crate::name;

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
            (name::fold(member.plugin.name()), loaded)
        });
        Self(files.collect())
    }

    /// Whether a scan finds just these, and none that has moved since.
    pub(crate) fn are_still(&self, found: &BTreeMap<String, Candidate>) -> bool {
        let are_there = |(name, loaded): (&String, &Option<Loaded>)| match loaded {
            Some(loaded) => found.get(name).is_some_and(|now| loaded.is_still(now)),
            None => true,
        };
        found.keys().all(|name| self.0.contains_key(name)) && self.0.iter().all(are_there)
    }
}

impl Loaded {
    fn is_still(&self, now: &Candidate) -> bool {
        self.path == now.path && self.identity.is_same(&now.identity)
    }
}
