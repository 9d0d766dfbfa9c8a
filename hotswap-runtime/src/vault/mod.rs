//! The vault of one generation: who has which live function, and who has put what there.
//!
//! - `shelf`: the bag and the slots
//! - `setter`: who has put something there
//! - `passage`: what goes over from one generation to the next
//! - `lent`: the vault as a plugin sees it

mod lent;
mod passage;
mod setter;
mod shelf;

use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::object::AnyObj;
use hotswap::{Error, InterfaceRef, LiveData, LiveFn, Result, VaultBackend};
use rustc_hash::FxHashMap;

use crate::error::ReloadError;
use crate::place::Place;
use crate::plugin::{HeldFn, LoadedPlugin};

pub(crate) use lent::PluginVault;
pub(crate) use passage::Passengers;
pub(crate) use setter::Setter;
use shelf::{Shelf, next_stamp};

/// What the plugins of a generation share.
#[derive(Default)]
pub(crate) struct VaultStore {
    /// Which vault this is: no two that have live functions are of one number.
    number: u64,
    live_fns: Vec<HeldFn>,
    /// Where each live function is in `live_fns`.
    by_name: FxHashMap<Box<str>, usize>,
    shelf: Shelf,
    /// When its generation began to serve; 0 before.
    serves_since: AtomicU64,
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
        static LAST: AtomicU64 = AtomicU64::new(0);
        let mut store = Self {
            // Relaxed: only that it is given once counts.
            number: LAST.fetch_add(1, Ordering::Relaxed) + 1,
            ..Self::default()
        };
        for plugin in plugins {
            for live_fn in plugin.live_fns() {
                let index = store.live_fns.len();
                if let Some(other) = store.by_name.insert(live_fn.name().into(), index) {
                    return Err(ReloadError::DuplicateLiveFn {
                        name: live_fn.name().to_owned(),
                        first: store.live_fns[other].plugin().name().to_owned(),
                        second: plugin.name().to_owned(),
                    });
                }
                store.live_fns.push(live_fn);
            }
        }
        Ok(store)
    }

    /// The live function at `place`, if that is a place in this vault.
    #[inline]
    pub(crate) fn at(&self, place: Place) -> Option<&HeldFn> {
        if place.whole() != self.number {
            return None;
        }
        self.live_fns.get(place.index())
    }

    /// The live function called `name`, and where it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Result<(&HeldFn, Place)> {
        match self.by_name.get(name) {
            Some(&index) => Ok((&self.live_fns[index], Place::new(self.number, index))),
            None => Err(self.no_such_function(name)),
        }
    }

    /// The bag and the slots.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Its generation serves from now on.
    pub(crate) fn serve(&self) {
        // Relaxed: a plugin that still sees the vault of before is a moment behind, and no more.
        self.serves_since.store(next_stamp(), Ordering::Relaxed);
    }

    /// Which of the vaults of one plugin is the one that counts: the one that has served last.
    fn precedence(&self) -> (u64, u64) {
        // Relaxed: as in `serve`.
        (self.serves_since.load(Ordering::Relaxed), self.number)
    }

    #[cold]
    fn no_such_function(&self, name: &str) -> Error {
        let known = self.by_name.keys().map(|name| &**name);
        Error::not_found("live function", name, "the vault", known)
    }
}

/// The vault as the host sees it.
impl VaultBackend for VaultStore {
    #[inline]
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        self.find(name).map(|(live_fn, _)| live_fn.to_live_fn())
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        let mut names: Vec<_> = self.by_name.keys().map(|name| name.to_string()).collect();
        names.sort();
        Ok(names)
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.shelf.set(key, data, &Setter::host())
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.shelf.get(key)
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.shelf.remove(key)
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.shelf.keys()
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        self.shelf.set_extension(interface, object, &Setter::host())
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.shelf.extension(interface, &Setter::host())
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.shelf.extension_names()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_at_nowhere() {
        for store in [VaultStore::default(), VaultStore::new([]).unwrap()] {
            assert!(store.at(Place::NOWHERE).is_none());
        }
    }
}
