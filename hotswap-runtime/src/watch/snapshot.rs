//! The files in a plugin directory at one moment.

use std::path::PathBuf;

use crate::file_identity::FileIdentity;
use crate::reload;
use crate::transaction::Shared;

pub(super) struct Snapshot(Vec<(PathBuf, FileIdentity)>);

impl PartialEq for Snapshot {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|((path, identity), (other_path, other))| {
                    path == other_path && identity.is_same(other)
                })
    }
}

impl Snapshot {
    /// What is in the plugin directory now.
    pub(super) fn take(shared: &Shared) -> Self {
        let found = reload::scan(&shared.plugin_dir(), shared.allow()).unwrap_or_default();
        let files = found.into_values().map(|it| (it.path, it.identity));
        Self(files.collect())
    }
}
