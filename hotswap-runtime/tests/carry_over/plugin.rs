//! A plugin that is loaded, in the model: always the same.

use crate::version_info::VersionInfo;

pub(crate) struct LoadedPlugin(pub(crate) VersionInfo);

impl LoadedPlugin {
    pub(crate) fn instance(&self) -> &Self {
        self
    }

    pub(crate) fn version_info(&self) -> &VersionInfo {
        &self.0
    }

    pub(crate) fn keeper(&self) -> usize {
        1
    }
}
