//! What goes over from the vault of one generation to that of the next.
//!
//! Twice in each reload: before the `on_init` hooks, and at the commit for what was changed since. The second time the
//! vault of before is locked until the new one serves: what a plugin sets goes over, or is set in the new one.

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
        let number = |plugin: &LoadedPlugin| plugin.instance().life().number();
        Self {
            setters: plugins.clone().map(number).collect(),
            keepers: plugins.map(LoadedPlugin::keeper).collect(),
        }
    }

    fn has(&self, setter: &Setter) -> bool {
        let number = setter.number();
        setter.is_host() || number.is_some_and(|number| self.setters.contains(&number))
    }

    /// Whether a slot goes over: also the code of the object must, if it is a plugin's.
    fn takes(&self, slot: &Entry<Slot>) -> bool {
        let keeper = slot.value.object.keep_owner();
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
    /// Takes over from the vault of before what is there. Gives the stamp up to which both agree.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both.
    pub(crate) fn take_over(
        &self,
        old: &Self,
        passengers: &Passengers,
    ) -> Result<u64, ReloadError> {
        let luggage = old.0.read().pack(passengers);
        let packed = luggage.packed;
        self.0.write().take(luggage, 0)?;
        Ok(packed)
    }

    /// Takes over what was set there after `since`, throws out again what is not there any more, and has the new
    /// vault `serve`. What was set here meanwhile stays.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both. Nothing serves then.
    pub(crate) fn relieve(
        &self,
        old: &Self,
        passengers: impl FnOnce() -> Passengers,
        since: u64,
        serve: impl FnOnce(),
    ) -> Result<(), ReloadError> {
        // Dropped when no lock is held.
        let _left_behind;
        let mut before = old.0.write();
        if before.changed > since {
            let luggage = before.pack(&passengers());
            let mut content = self.0.write();
            _left_behind = content.leave_behind(&luggage);
            content.take(luggage, since)?;
        }
        serve();
        before.is_superseded = true;
        Ok(())
    }

    /// Its generation is back, and has the vault `serve` again, in the place of the newer one that had superseded it.
    pub(crate) fn come_back(&self, newer: &Self, serve: impl FnOnce()) {
        let mut superseded = newer.0.write();
        let mut content = self.0.write();
        serve();
        content.is_superseded = false;
        superseded.is_superseded = true;
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
    fn pack(&self, passengers: &Passengers) -> Luggage {
        let (data, slots) = (self.data.iter(), self.slots.iter());
        Luggage {
            packed: self.changed,
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

    /// Throws out what came from the vault of before, and is not there any more.
    fn leave_behind(&mut self, luggage: &Luggage) -> LeftBehind {
        let Luggage { data, slots, .. } = luggage;
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

    fn take(&mut self, luggage: Luggage, since: u64) -> Result<(), ReloadError> {
        self.take_data(luggage.data, since);
        self.take_slots(luggage.slots, since)
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
