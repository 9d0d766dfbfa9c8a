//! The vault as one version of a plugin sees it.
//!
//! A plugin may keep it while generations come and go. It always stands for the vault of the generation that the plugin
//! serves in, or served in last; before the plugin serves, for that of the generation under preparation. It keeps no
//! vault alive.

use std::fmt;
use std::sync::Arc;

use hotswap::object::AnyObj;
use hotswap::{InterfaceRef, LiveData, LiveFn, LiveItem, LiveType, Result, VaultBackend};

use super::VaultStore;
use super::provider::Provider;
use super::stores::Stores;
use crate::version_info::VersionInfo;

/// The vault of a plugin, in one version.
pub(crate) struct PluginVault {
    provider: Provider,
    /// The vaults of all generations that the plugin is in.
    stores: Stores<VaultStore>,
}

impl PluginVault {
    pub(crate) fn new(info: &VersionInfo) -> Self {
        Self {
            provider: Provider::plugin(info),
            stores: Stores::default(),
        }
    }

    /// The plugin is in another generation, which has this vault.
    pub(crate) fn add_vault(&self, store: &Arc<VaultStore>) {
        self.stores.join(store);
    }
}

impl VaultBackend for PluginVault {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.stores
            .ask(|store| store.live_fn_for(name, self.provider.number()))
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        self.stores.ask(VaultBackend::live_fn_names)
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.stores
            .change(|content| content.set(key, data, &self.provider))
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.stores.ask(|store| store.get(key))
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.stores.change(|content| content.remove(key))
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.stores.ask(VaultBackend::keys)
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        self.stores
            .change(|content| content.set_extension(interface, &object, &self.provider))
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.stores
            .ask(|store| store.entries().extension(interface, &self.provider))
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.stores.ask(VaultBackend::extension_names)
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        self.stores.ask(VaultBackend::live_fns)
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        self.stores
            .ask(|store| store.live_type_for(name, self.provider.number()))
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        self.stores.ask(VaultBackend::live_types)
    }
}

impl fmt::Debug for PluginVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PluginVault({})", self.provider)
    }
}
