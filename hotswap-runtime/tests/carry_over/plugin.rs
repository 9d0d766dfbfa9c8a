//! A plugin that is loaded, in the model: always the same.

use crate::life::Life;

pub(crate) struct LoadedPlugin(pub(crate) Life);

impl LoadedPlugin {
    pub(crate) fn instance(&self) -> &Self {
        self
    }

    pub(crate) fn life(&self) -> &Life {
        &self.0
    }

    pub(crate) fn keeper(&self) -> usize {
        1
    }
}
