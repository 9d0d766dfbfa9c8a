//! The vault as one version of a plugin sees it.
//!
//! A plugin may keep it, and serves in one generation after the other: so it is that of the generation which
//! the plugin serves in, or has served in last. Before it serves, it is that of the generation that is being
//! prepared. Nothing is kept by it.

use std::fmt;
use std::sync::{Arc, Weak};

use hotswap::object::AnyObj;
use hotswap::{InterfaceRef, LiveData, LiveFn, LiveItem, LiveType, Result, VaultBackend};
use parking_lot::Mutex;

use super::VaultStore;
use super::setter::Setter;
use super::shelf::{Content, gone};
use crate::life::Life;

/// The vault of a plugin, in one version.
pub(crate) struct PluginVault {
    setter: Setter,
    /// The vaults of all generations that the plugin is in, with their numbers.
    stores: Mutex<Vec<(u64, Weak<VaultStore>)>>,
}

impl PluginVault {
    pub(crate) fn new(life: &Life) -> Self {
        Self {
            setter: Setter::plugin(life),
            stores: Mutex::default(),
        }
    }

    /// The plugin is in another generation.
    pub(crate) fn joins(&self, store: &Arc<VaultStore>) {
        let mut stores = self.stores.lock();
        stores.retain(|(_, it)| it.strong_count() > 0);
        stores.push((store.number, Arc::downgrade(store)));
    }

    fn store(&self) -> Result<Arc<VaultStore>> {
        let stores: Vec<_> = self
            .stores
            .lock()
            .iter()
            .filter_map(|(_, it)| it.upgrade())
            .collect();
        let newest = stores.into_iter().max_by_key(|store| store.precedence());
        newest.ok_or_else(gone)
    }

    /// Asks the vault that is the newest. If that has gone in the meantime, so has its answer.
    fn ask<R>(&self, question: impl Fn(&VaultStore) -> Result<R>) -> Result<R> {
        loop {
            let store = self.store()?;
            let answer = question(&store);
            if answer.is_ok() || Arc::ptr_eq(&store, &self.store()?) {
                return answer;
            }
        }
    }

    /// Changes the vault that is the newest when it is changed, also if a reload is committed meanwhile.
    fn change<R>(&self, change: impl FnOnce(&mut Content) -> Result<R>) -> Result<R> {
        loop {
            let store = self.store()?;
            let mut content = store.shelf().open();
            if !content.relieved_by.is_some_and(|next| self.is_in(next)) {
                return change(&mut content);
            }
        }
    }

    /// Whether the plugin is in the generation whose vault has this number, and that is still there.
    fn is_in(&self, number: u64) -> bool {
        let stores = self.stores.lock();
        let mut stores = stores.iter().filter(|(_, store)| store.strong_count() > 0);
        stores.any(|&(it, _)| it == number)
    }
}

impl VaultBackend for PluginVault {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.ask(|store| store.live_fn_for(name, &self.setter))
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        self.ask(VaultBackend::live_fn_names)
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.change(|content| content.set(key, data, &self.setter))
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.ask(|store| store.get(key))
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.change(|content| content.remove(key))
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.ask(VaultBackend::keys)
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        self.change(|content| content.set_extension(interface, &object, &self.setter))
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.ask(|store| store.shelf().extension(interface, &self.setter))
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.ask(VaultBackend::extension_names)
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        self.ask(VaultBackend::live_fns)
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        self.ask(|store| store.live_type_for(name, &self.setter))
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        self.ask(VaultBackend::live_types)
    }
}

impl fmt::Debug for PluginVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PluginVault({})", self.setter)
    }
}
