//! Who put an entry into a vault.

use std::fmt;
use std::sync::Arc;

use crate::version_info::VersionInfo;

/// The host, or one version of one plugin.
#[derive(Clone, Debug)]
pub(crate) struct Provider(Who);

#[derive(Clone, Debug)]
enum Who {
    /// The host, by a call.
    Host,
    /// A factory of the host, which makes an object for each generation.
    Factory,
    Plugin {
        /// No two versions have the same.
        number: u64,
        name: Arc<str>,
    },
}

impl Provider {
    pub(crate) fn host() -> Self {
        Self(Who::Host)
    }

    pub(crate) fn factory() -> Self {
        Self(Who::Factory)
    }

    /// A version of a plugin.
    pub(crate) fn plugin(info: &VersionInfo) -> Self {
        Self(Who::Plugin {
            number: info.number(),
            name: info.plugin().into(),
        })
    }

    /// Whether its entries are the host's own, and are carried over into each generation.
    pub(super) fn is_host(&self) -> bool {
        matches!(self.0, Who::Host)
    }

    /// The plugin's name, if it is one.
    pub(super) fn plugin_name(&self) -> Option<&str> {
        match &self.0 {
            Who::Plugin { name, .. } => Some(name),
            Who::Host | Who::Factory => None,
        }
    }

    /// Which version of a plugin it is, if it is one.
    pub(crate) fn number(&self) -> Option<u64> {
        match self.0 {
            Who::Plugin { number, .. } => Some(number),
            Who::Host | Who::Factory => None,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.plugin_name() {
            Some(name) => write!(f, "plugin {name}"),
            None => f.write_str("the host"),
        }
    }
}
