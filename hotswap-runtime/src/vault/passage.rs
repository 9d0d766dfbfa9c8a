//! What goes over from the vault of one generation to that of the next.
//!
//! Twice in each reload: before the `on_init` hooks, and right before the swap for what was changed since.

use hotswap::LiveData;
use rustc_hash::FxHashSet;

use super::setter::Setter;
use super::shelf::{Content, Entry, Shelf, Slot, SlotKey};
use crate::error::ReloadError;
use crate::plugin::LoadedPlugin;

/// The plugins of a new generation: what they have set in the one before goes with them.
pub(crate) struct Passengers {
    setters: FxHashSet<u64>,
    /// What keeps each of them loaded, by address.
    keepers: FxHashSet<usize>,
}

impl Passengers {
    pub(crate) fn of<'a>(plugins: impl Iterator<Item = &'a LoadedPlugin> + Clone) -> Self {
        let setter = |plugin: &LoadedPlugin| plugin.instance().life().vault().setter().number();
        Self {
            setters: plugins.clone().filter_map(setter).collect(),
            keepers: plugins.map(LoadedPlugin::keeper).collect(),
        }
    }

    fn has(&self, setter: &Setter) -> bool {
        let number = setter.number();
        setter.is_host() || number.is_some_and(|number| self.setters.contains(&number))
    }

    /// Whether a slot goes over: also the code of the object must, if it is a plugin's.
    fn takes(&self, slot: &Entry<Slot>) -> bool {
        let keeper = slot.value.object.keeper();
        self.has(&slot.setter) && keeper.is_none_or(|keeper| self.keepers.contains(&keeper))
    }
}

/// What goes over, as it was at one moment.
struct Luggage {
    /// The stamp of the last change before.
    packed: u64,
    data: Vec<(String, Entry<LiveData>)>,
    slots: Vec<(SlotKey, Entry<Slot>)>,
}

impl Shelf {
    /// Whether anything has changed since that stamp.
    pub(crate) fn has_changed_since(&self, stamp: u64) -> bool {
        self.0.read().changed > stamp
    }

    /// Takes over from the vault of before what was set there after `since`, and throws out again what is
    /// not there any more. Gives the stamp up to which both agree.
    ///
    /// What was set here meanwhile stays.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both.
    pub(crate) fn take_over(
        &self,
        old: &Self,
        passengers: &Passengers,
        since: u64,
    ) -> Result<u64, ReloadError> {
        let Luggage {
            packed,
            data,
            slots,
        } = old.pack(passengers);
        let mut content = self.0.write();
        let left_behind = content.leave_behind(&data, &slots);
        content.take_data(data, since);
        let taken = content.take_slots(slots, since);
        drop(content);
        drop(left_behind);
        taken.map(|()| packed)
    }

    fn pack(&self, passengers: &Passengers) -> Luggage {
        let content = self.0.read();
        let data = content.data.iter();
        let slots = content.slots.iter();
        Luggage {
            packed: content.changed,
            data: data
                .filter(|(_, entry)| passengers.has(&entry.setter))
                .map(|(key, entry)| (key.clone(), entry.to_carry()))
                .collect(),
            slots: slots
                .filter(|(_, entry)| passengers.takes(entry))
                .map(|(key, entry)| (key.clone(), entry.to_carry()))
                .collect(),
        }
    }
}

impl<T: Clone> Entry<T> {
    fn to_carry(&self) -> Self {
        Self {
            is_carried: true,
            ..self.clone()
        }
    }
}

/// What is no longer wanted, to be dropped when no lock is held.
type LeftBehind = (Vec<(String, Entry<LiveData>)>, Vec<(SlotKey, Entry<Slot>)>);

impl Content {
    /// Throws out what came from the vault of before, and is not there any more.
    fn leave_behind(
        &mut self,
        data: &[(String, Entry<LiveData>)],
        slots: &[(SlotKey, Entry<Slot>)],
    ) -> LeftBehind {
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

    fn take_data(&mut self, data: Vec<(String, Entry<LiveData>)>, since: u64) {
        for (key, entry) in data.into_iter().filter(|(_, entry)| entry.stamp > since) {
            if self.data.get(&key).is_none_or(|here| here.is_carried) {
                self.data.insert(key, entry);
            }
        }
    }

    fn take_slots(
        &mut self,
        slots: Vec<(SlotKey, Entry<Slot>)>,
        since: u64,
    ) -> Result<(), ReloadError> {
        for (key, entry) in slots.into_iter().filter(|(_, entry)| entry.stamp > since) {
            if let Some(here) = self.slots.get(&key) {
                return Err(ReloadError::DuplicateExtension {
                    name: key.name,
                    first: entry.setter.to_string(),
                    second: here.setter.to_string(),
                });
            }
            self.slots.insert(key, entry);
        }
        Ok(())
    }
}
