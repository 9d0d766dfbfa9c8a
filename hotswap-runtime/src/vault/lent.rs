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
use super::shelf::gone;

/// The vault of a plugin, in one version.
pub(crate) struct PluginVault {
    setter: Setter,
    /// The vaults of all generations that the plugin is in, older ones first.
    stores: Mutex<Vec<Weak<VaultStore>>>,
}

impl PluginVault {
    pub(crate) fn new(plugin: &str) -> Self {
        Self {
            setter: Setter::plugin(plugin),
            stores: Mutex::default(),
        }
    }

    pub(crate) fn setter(&self) -> &Setter {
        &self.setter
    }

    /// The plugin is in another generation.
    pub(crate) fn joins(&self, store: &Arc<VaultStore>) {
        let mut stores = self.stores.lock();
        stores.retain(|it| it.strong_count() > 0);
        stores.push(Arc::downgrade(store));
    }

    fn store(&self) -> Result<Arc<VaultStore>> {
        let stores: Vec<_> = self
            .stores
            .lock()
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        let newest = stores.into_iter().max_by_key(|store| store.precedence());
        newest.ok_or_else(gone)
    }
}

impl VaultBackend for PluginVault {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.store()?.live_fn(name)
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        self.store()?.live_fn_names()
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.store()?.shelf().set(key, data, &self.setter)
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.store()?.get(key)
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.store()?.remove(key)
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.store()?.keys()
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        let store = self.store()?;
        store.shelf().set_extension(interface, object, &self.setter)
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.store()?.shelf().extension(interface, &self.setter)
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.store()?.extension_names()
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        VaultBackend::live_fns(&*self.store()?)
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        self.store()?.live_type(name)
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        VaultBackend::live_types(&*self.store()?)
    }
}

impl fmt::Debug for PluginVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PluginVault({})", self.setter)
    }
}
