//! New plugins between their creation and the swap.

use std::collections::BTreeMap;
use std::sync::Arc;

use hotswap::LiveData;
use hotswap::host::HostServices;

use super::Context;
use super::compare::Fresh;
use crate::error::ReloadError;
use crate::instance::{Instance, Source};
use crate::keys;
use crate::library::Library;
use crate::manager::{Member, PluginManager};
use crate::plugin::LoadedPlugin;
use crate::reaper::Reaper;
use crate::report::{Outcome, ReloadReport};
use crate::vault::VaultStore;

/// A generation that nobody has seen yet. Dropped before it is committed, it is undone: `on_free` runs
/// backwards over what was created.
pub(crate) struct Staged {
    generation: u64,
    /// All plugins of the new generation, in the order of dependencies once they are sorted.
    members: Vec<Member>,
    /// Those that are new, in the order in which they were created.
    created: Vec<LoadedPlugin>,
    outcomes: BTreeMap<String, Outcome>,
    vault: Arc<VaultStore>,
}

impl Staged {
    pub(super) fn new(
        context: &Context<'_>,
        kept: Vec<Member>,
        outcomes: BTreeMap<String, Outcome>,
    ) -> Self {
        Self {
            generation: context.current.generation() + 1,
            members: kept,
            created: Vec::new(),
            outcomes,
            vault: Arc::default(),
        }
    }

    /// Opens a plugin and creates its value.
    pub(super) fn create(&mut self, fresh: Fresh, reaper: &Reaper) -> Result<(), ReloadError> {
        let Fresh {
            name,
            origin,
            identity,
            hash,
            manifest,
            nonce,
            copy,
        } = fresh;
        if !keys::are_to_spare() {
            return Err(ReloadError::OutOfThreadKeys);
        }
        let library =
            Library::open(&origin, copy, nonce, &manifest, services(&name)).map_err(|problem| {
                ReloadError::Refused {
                    problems: vec![problem],
                }
            })?;
        let instance = Instance::create(Source {
            name,
            origin,
            hash,
            manifest,
            library,
        })?;
        let plugin = LoadedPlugin::new(instance, reaper.clone());
        self.created.push(plugin.clone());
        self.members.push(Member { plugin, identity });
        Ok(())
    }

    /// Puts the plugins in order: dependencies first (there are none yet), names break ties.
    pub(super) fn sort(&mut self) {
        let by_name = |plugin: &LoadedPlugin| crate::name::fold(plugin.name());
        self.members
            .sort_by_cached_key(|member| by_name(&member.plugin));
        self.created.sort_by_cached_key(by_name);
    }

    pub(super) fn on_load(&self, data: &LiveData) -> Result<(), ReloadError> {
        let mut created = self.created.iter();
        created.try_for_each(|plugin| plugin.instance().on_load(data))
    }

    pub(super) fn fill_vault(&mut self) -> Result<(), ReloadError> {
        let plugins = self.members.iter().map(|member| &member.plugin);
        self.vault = Arc::new(VaultStore::new(plugins)?);
        Ok(())
    }

    pub(super) fn on_init(&self) -> Result<(), ReloadError> {
        let mut created = self.created.iter();
        created.try_for_each(|plugin| plugin.instance().on_init(&*self.vault))
    }

    /// The new generation.
    pub(crate) fn manager(&self) -> Arc<PluginManager> {
        let members = self.members.clone();
        let vault = Arc::clone(&self.vault);
        Arc::new(PluginManager::new(self.generation, members, vault))
    }

    /// Nothing is to be undone any more.
    pub(crate) fn commit(mut self) -> ReloadReport {
        self.created.clear();
        ReloadReport::new(self.generation, std::mem::take(&mut self.outcomes))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        while let Some(plugin) = self.created.pop() {
            plugin.instance().free();
        }
    }
}

/// What the host offers to a plugin: its panics go to the host's log.
fn services(name: &str) -> HostServices {
    let plugin = name.to_owned();
    HostServices::new(move |message, location| {
        tracing::error!(plugin, message, location, "a plugin panicked");
    })
}
