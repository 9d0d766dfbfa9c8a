//! The vault of one generation: who has which live function.

use hotswap::{Error, LiveFn, Result, VaultBackend};
use rustc_hash::FxHashMap;

use crate::error::ReloadError;
use crate::plugin::LoadedPlugin;

/// The live functions of all plugins of a generation, by name.
#[derive(Default)]
pub(crate) struct VaultStore {
    live_fns: FxHashMap<Box<str>, LiveFn>,
}

impl VaultStore {
    /// Collects the live functions of all plugins.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateLiveFn`] if two have one of the same name.
    pub(crate) fn new<'a>(
        plugins: impl IntoIterator<Item = &'a LoadedPlugin>,
    ) -> Result<Self, ReloadError> {
        let mut store = Self::default();
        for plugin in plugins {
            for (name, live_fn) in plugin.live_fns() {
                if let Some(other) = store.live_fns.insert(name.into(), live_fn) {
                    return Err(ReloadError::DuplicateLiveFn {
                        name: name.to_owned(),
                        first: other.plugin().to_owned(),
                        second: plugin.name().to_owned(),
                    });
                }
            }
        }
        Ok(store)
    }
}

impl VaultBackend for VaultStore {
    #[inline]
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        match self.live_fns.get(name) {
            Some(live_fn) => Ok(live_fn.clone()),
            None => {
                let known = self.live_fns.keys().map(|name| &**name);
                Err(Error::not_found("live function", name, "the vault", known))
            }
        }
    }

    fn live_fn_names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.live_fns.keys().map(|name| name.to_string()).collect();
        names.sort();
        names
    }
}
