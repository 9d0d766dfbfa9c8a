//! Files that are not loaded again until they change, because they were refused or rolled back.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::scan::Candidate;
use crate::error::ReloadError;
use crate::file_identity::FileIdentity;
use crate::inspect::ContentHash;
use crate::manager::{Member, PluginManager};

/// What was refused or rolled back: for each plugin, by its folded name, the file that was in its place last.
#[derive(Debug, Default)]
pub(crate) struct RefusedFiles {
    by_name: BTreeMap<String, Refused>,
    /// How often the host had all of them forgotten.
    forgotten: u64,
}

#[derive(Debug)]
struct Refused {
    /// `None` if the plugin has none: it is its removal that was refused or rolled back.
    file: Option<KnownFile>,
    reason: Arc<ReloadError>,
}

/// A file whose content is known.
#[derive(Clone, Debug)]
pub(crate) struct KnownFile {
    pub(crate) path: PathBuf,
    pub(crate) identity: FileIdentity,
    pub(crate) hash: ContentHash,
}

impl RefusedFiles {
    /// The file of a plugin was refused; or its removal, if it has none.
    pub(super) fn refuse(
        &mut self,
        folded: &str,
        file: Option<KnownFile>,
        reason: Arc<ReloadError>,
    ) {
        let refused = Refused { file, reason };
        self.by_name.insert(folded.to_owned(), refused);
    }

    /// Whether this very file of a plugin was refused, or its removal.
    pub(super) fn is_refused(&self, folded: &str, file: Option<&KnownFile>) -> bool {
        let hash = file.map(|it| it.hash);
        let refused = self.by_name.get(folded);
        refused.is_some_and(|it| it.file.as_ref().map(|it| it.hash) == hash)
    }

    /// Why a file was refused that has not moved since, as far as can be seen without reading it.
    pub(super) fn unmoved(&self, folded: &str, now: &Candidate) -> Option<&Arc<ReloadError>> {
        let refused = self.by_name.get(folded)?;
        let file = refused.file.as_ref()?;
        let is_still = file.path == now.path && file.identity.is_still(&now.identity);
        is_still.then_some(&refused.reason)
    }

    /// Why a file with this content was refused. If another one was, the plugin's file has changed since, and that is
    /// forgotten.
    pub(super) fn same(&mut self, folded: &str, now: &KnownFile) -> Option<Arc<ReloadError>> {
        let refused = self.by_name.get_mut(folded)?;
        match &mut refused.file {
            Some(file) if file.hash == now.hash => {
                file.clone_from(now);
                Some(Arc::clone(&refused.reason))
            }
            _ => {
                self.accept(folded);
                None
            }
        }
    }

    /// The file of a plugin is another one by now, and is not refused.
    pub(super) fn accept(&mut self, folded: &str) {
        self.by_name.remove(folded);
    }

    /// Why a plugin stays though it has no file.
    pub(super) fn removal(&self, folded: &str) -> Option<&Arc<ReloadError>> {
        let refused = self.by_name.get(folded)?;
        refused.file.is_none().then_some(&refused.reason)
    }

    /// Why a plugin is refused that has no file of its own, because it is linked in.
    pub(super) fn linked(&self, folded: &str) -> Option<&Arc<ReloadError>> {
        self.by_name.get(folded).map(|it| &it.reason)
    }

    /// Takes note of a rollback: what `from` has, and `to` has not, is not to come back by itself.
    pub(crate) fn roll_back(&mut self, from: &PluginManager, to: &PluginManager) {
        let generation = from.generation();
        for (folded, member) in by_name(to) {
            let file = self.by_name.get(folded).map(|it| it.file.as_ref());
            let is_its = |file: &KnownFile| file.hash == member.plugin.instance().hash();
            match file {
                Some(Some(file)) if is_its(file) => self.accept(folded),
                None if from.member(folded).is_none() => {
                    let reason = rolled_back(member, None, generation);
                    self.refuse(folded, None, reason);
                }
                _ => {}
            }
        }
        for (folded, member) in by_name(from) {
            let hash = member.plugin.instance().hash();
            let was_there = to.member(folded);
            if was_there.is_none_or(|it| it.plugin.instance().hash() != hash) {
                let reason = rolled_back(member, Some(member.path.clone()), generation);
                self.refuse(folded, Some(KnownFile::of(member)), reason);
            }
        }
    }

    /// Has all files looked at again.
    pub(crate) fn forget(&mut self) {
        self.by_name.clear();
        self.forgotten += 1;
    }

    /// How often all of them were forgotten.
    #[cfg(feature = "watch")]
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Whether this is a file that was refused, as far as can be seen without reading it.
    #[cfg(feature = "watch")]
    pub(super) fn has(&self, folded: &str, now: &Candidate) -> bool {
        let refused = self.by_name.get(folded);
        let file = refused.and_then(|it| it.file.as_ref());
        file.is_some_and(|it| it.path == now.path && it.identity.is_same(&now.identity))
    }
}

impl KnownFile {
    /// The file that a plugin was loaded from.
    fn of(member: &Member) -> Self {
        Self {
            path: member.path.clone(),
            identity: member.identity,
            hash: member.plugin.instance().hash(),
        }
    }
}

fn by_name(manager: &PluginManager) -> impl Iterator<Item = (&str, &Member)> {
    let members = manager.members().iter();
    members.map(|member| (member.plugin.folded_name(), member))
}

fn rolled_back(member: &Member, file: Option<PathBuf>, generation: u64) -> Arc<ReloadError> {
    Arc::new(ReloadError::RolledBack {
        plugin: member.plugin.name().to_owned(),
        file,
        generation,
    })
}
