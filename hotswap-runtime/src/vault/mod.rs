//! The vault of one generation: its live functions and live types, and what was put into it.
//!
//! - `index`: live functions and live types by name; `held_item`: one of them
//! - `entries`: key-value data and extension slots
//! - `provider`: who put an entry there
//! - `carry_over`: what goes over from one generation to the next
//! - `stores`: which of several vaults a plugin sees
//! - `plugin_vault`: the vault as a plugin sees it
//! - `sync`: its locks and atomics

mod carry_over;
mod entries;
mod held_item;
mod index;
#[cfg(test)]
mod overtaken;
mod plugin_vault;
mod provider;
mod stores;
mod sync;

use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::object::AnyObj;
use hotswap::{InterfaceRef, LiveData, LiveFn, LiveItem, LiveType, Restorer, Result, VaultBackend};

use crate::error::ReloadError;
use crate::instance::LiveFnEntry;
use crate::plugin::LoadedPlugin;

pub(crate) use carry_over::CarriedPlugins;
use entries::Entries;
pub(crate) use held_item::{HeldFn, HeldItem, HeldType, NamedItem};
pub(crate) use index::Index;
pub(crate) use plugin_vault::PluginVault;
pub(crate) use provider::Provider;
use stores::{Serving, Store};

/// The vault of a generation.
#[derive(Default)]
pub(crate) struct VaultStore {
    live_fns: Index<LiveFnEntry>,
    live_types: Index<Restorer>,
    entries: Entries,
    serving: Serving,
}

impl VaultStore {
    /// Collects the live functions and live types of all plugins.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateLiveFn`] and [`ReloadError::DuplicateLiveType`] if two have one of the same name.
    pub(crate) fn new<'a>(
        plugins: impl Iterator<Item = &'a LoadedPlugin> + Clone,
    ) -> Result<Self, ReloadError> {
        static LAST: AtomicU64 = AtomicU64::new(0);
        // Relaxed: only that it is given once counts.
        let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        Ok(Self {
            serving: Serving::not_yet(number),
            live_fns: Index::collect(number, plugins.clone())?,
            live_types: Index::collect(number, plugins)?,
            ..Self::default()
        })
    }

    pub(crate) fn live_fns(&self) -> &Index<LiveFnEntry> {
        &self.live_fns
    }

    pub(crate) fn live_types(&self) -> &Index<Restorer> {
        &self.live_types
    }

    /// Key-value data and extension slots.
    pub(crate) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// A live function, for a host to keep, or the version of a plugin that has the number `asker`.
    #[inline]
    fn live_fn_for(&self, name: &str, asker: Option<u64>) -> Result<LiveFn> {
        let (live_fn, _) = self.live_fns.find(name)?;
        Ok(live_fn.to_live_fn(asker))
    }

    /// The same for a live type.
    #[inline]
    fn live_type_for(&self, name: &str, asker: Option<u64>) -> Result<LiveType> {
        let (live_type, _) = self.live_types.find(name)?;
        Ok(live_type.to_live_type(asker))
    }

    /// Fills a slot for a factory of the host, or for the host itself.
    pub(crate) fn set_extension_by(
        &self,
        interface: &InterfaceRef<'_>,
        object: &AnyObj,
        provider: &Provider,
    ) -> Result<()> {
        self.entries
            .open()
            .set_extension(interface, object, provider)
    }

    /// Its generation serves from now on, instead of that of `old`. Entries up to the stamp `since` are carried over
    /// already.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both since. It does not serve then.
    pub(crate) fn supersede(
        &self,
        old: &Self,
        carried_plugins: impl FnOnce() -> CarriedPlugins,
        since: u64,
    ) -> Result<(), ReloadError> {
        let entries = &self.entries;
        entries.supersede(&old.entries, carried_plugins, since, || {
            self.serving.begin()
        })
    }

    /// Its generation serves again, instead of that of `newer`, which had replaced it.
    pub(crate) fn reinstate(&self, newer: &Self) {
        let entries = &self.entries;
        entries.reinstate(&newer.entries, || self.serving.begin());
    }
}

impl Store for VaultStore {
    fn entries(&self) -> &Entries {
        &self.entries
    }

    fn serving(&self) -> &Serving {
        &self.serving
    }
}

/// The vault as the host sees it.
impl VaultBackend for VaultStore {
    #[inline]
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.live_fn_for(name, None)
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        Ok(self.live_fns.names())
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.entries.open().set(key, data, &Provider::host())
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.entries.get(key)
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.entries.open().remove(key)
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.entries.keys()
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        self.set_extension_by(interface, &object, &Provider::host())
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.entries.extension(interface, &Provider::host())
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.entries.extension_names()
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        Ok(self.live_fns.items())
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        self.live_type_for(name, None)
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        Ok(self.live_types.items())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generational_index::GenerationalIndex;

    #[test]
    fn an_index_of_nothing_finds_nothing() {
        for store in [VaultStore::default(), VaultStore::new([].iter()).unwrap()] {
            assert!(store.live_fns().at(GenerationalIndex::NONE).is_none());
            assert!(store.live_types().at(GenerationalIndex::NONE).is_none());
        }
    }
}
