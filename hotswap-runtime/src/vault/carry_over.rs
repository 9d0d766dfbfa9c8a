//! Carries entries over from the vault of one generation to that of the next.
//!
//! This happens twice in each reload: before the `on_init` hooks, and at the commit for later changes. The second time,
//! the previous vault is locked until the new one serves: what a plugin sets is carried over, or is set in the new one.

use hotswap::LiveData;
use rustc_hash::FxHashSet;

use super::entries::{Content, Entries, Entry, Slot, SlotKey};
use super::provider::Provider;
use crate::error::ReloadError;
use crate::plugin::LoadedPlugin;

/// The plugins of a new generation, whose entries are carried over from the previous vault.
pub(crate) struct CarriedPlugins {
    providers: FxHashSet<u64>,
    /// What keeps each of them loaded, by address.
    keepers: FxHashSet<usize>,
}

impl CarriedPlugins {
    pub(crate) fn of<'a>(plugins: impl Iterator<Item = &'a LoadedPlugin> + Clone) -> Self {
        let number = |plugin: &LoadedPlugin| plugin.instance().version_info().number();
        Self {
            providers: plugins.clone().map(number).collect(),
            keepers: plugins.map(LoadedPlugin::keeper).collect(),
        }
    }

    fn has(&self, provider: &Provider) -> bool {
        let number = provider.number();
        provider.is_host() || number.is_some_and(|number| self.providers.contains(&number))
    }

    /// Whether a slot is carried over. If its object is a plugin's, that plugin must be in the new generation, too.
    fn takes(&self, slot: &Entry<Slot>) -> bool {
        let keeper = slot.value.object.keep_owner();
        self.has(&slot.provider) && keeper.is_none_or(|keeper| self.keepers.contains(&keeper))
    }
}

/// The entries to carry over, as they were at one moment.
struct Carried {
    /// The stamp of the last change before.
    up_to: u64,
    data: Vec<(String, Entry<LiveData>)>,
    slots: Vec<(SlotKey, Entry<Slot>)>,
}

impl Entries {
    /// Copies the entries of the previous vault. Returns the stamp up to which both agree.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both.
    pub(crate) fn carry_over(
        &self,
        old: &Self,
        carried_plugins: &CarriedPlugins,
    ) -> Result<u64, ReloadError> {
        let carried = old.0.read().carried(carried_plugins);
        let up_to = carried.up_to;
        self.0.write().merge(carried, 0)?;
        Ok(up_to)
    }

    /// Carries over what was set there after `since`, removes again what is no longer there, and has the new vault
    /// `serve`. What was set here meanwhile stays.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both. Nothing serves then.
    pub(crate) fn supersede(
        &self,
        old: &Self,
        carried_plugins: impl FnOnce() -> CarriedPlugins,
        since: u64,
        serve: impl FnOnce(),
    ) -> Result<(), ReloadError> {
        // Dropped when no lock is held.
        let _stale;
        let mut before = old.0.write();
        if before.changed > since {
            let carried = before.carried(&carried_plugins());
            let mut content = self.0.write();
            _stale = content.remove_stale(&carried);
            content.merge(carried, since)?;
        }
        serve();
        before.is_superseded = true;
        Ok(())
    }

    /// Its generation is current again: the vault serves again, and supersedes the newer one that had superseded it.
    pub(crate) fn reinstate(&self, newer: &Self, serve: impl FnOnce()) {
        let mut superseded = newer.0.write();
        let mut content = self.0.write();
        serve();
        content.is_superseded = false;
        superseded.is_superseded = true;
    }
}

impl<T: Clone> Entry<T> {
    fn as_carried(&self) -> Self {
        Self {
            is_carried: true,
            ..self.clone()
        }
    }
}

/// Entries that were removed, to drop when no lock is held.
type Stale = (Vec<(String, Entry<LiveData>)>, Vec<(SlotKey, Entry<Slot>)>);

impl Content {
    fn carried(&self, carried_plugins: &CarriedPlugins) -> Carried {
        let (data, slots) = (self.data.iter(), self.slots.iter());
        Carried {
            up_to: self.changed,
            data: data
                .filter(|(_, entry)| carried_plugins.has(&entry.provider))
                .map(|(key, entry)| (key.clone(), entry.as_carried()))
                .collect(),
            slots: slots
                .filter(|(_, entry)| carried_plugins.takes(entry))
                .map(|(key, entry)| (key.clone(), entry.as_carried()))
                .collect(),
        }
    }

    /// Removes the entries that were carried over from the previous vault and are no longer there.
    fn remove_stale(&mut self, carried: &Carried) -> Stale {
        let Carried { data, slots, .. } = carried;
        // Both lists are in order of their keys, since they come from maps.
        let has_data = |key: &String| data.binary_search_by(|(it, _)| it.cmp(key)).is_ok();
        let has_slot = |key: &SlotKey| slots.binary_search_by(|(it, _)| it.cmp(key)).is_ok();
        let data = self
            .data
            .extract_if(.., |key, entry| entry.is_carried && !has_data(key));
        let slots = self
            .slots
            .extract_if(.., |key, entry| entry.is_carried && !has_slot(key));
        (data.collect(), slots.collect())
    }

    fn merge(&mut self, carried: Carried, since: u64) -> Result<(), ReloadError> {
        self.merge_data(carried.data, since);
        self.merge_slots(carried.slots, since)
    }

    fn merge_data(&mut self, data: Vec<(String, Entry<LiveData>)>, since: u64) {
        for (key, entry) in data.into_iter().filter(|(_, entry)| entry.stamp > since) {
            if self.data.get(&key).is_none_or(|here| here.is_carried) {
                self.data.insert(key, entry);
            }
        }
    }

    fn merge_slots(
        &mut self,
        slots: Vec<(SlotKey, Entry<Slot>)>,
        since: u64,
    ) -> Result<(), ReloadError> {
        for (key, entry) in slots.into_iter().filter(|(_, entry)| entry.stamp > since) {
            if let Some(here) = self.slots.get(&key) {
                return Err(ReloadError::DuplicateExtension {
                    name: key.name,
                    first: entry.provider.to_string(),
                    second: here.provider.to_string(),
                });
            }
            self.slots.insert(key, entry);
        }
        Ok(())
    }
}
