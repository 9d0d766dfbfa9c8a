//! The vault of one generation: who has which live function and live type, and who has put what there.
//!
//! - `directory`: what is there by name; `held`: one of it
//! - `shelf`: the bag and the slots
//! - `setter`: who has put something there
//! - `passage`: what goes over from one generation to the next
//! - `stores`: which of several vaults a plugin sees
//! - `lent`: the vault as a plugin sees it
//! - `sync`: what guards it

mod directory;
mod held;
mod lent;
#[cfg(test)]
mod overtaken;
mod passage;
mod setter;
mod shelf;
mod stores;
mod sync;

use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::call::Callable;
use hotswap::object::AnyObj;
use hotswap::{InterfaceRef, LiveData, LiveFn, LiveItem, LiveType, Restorer, Result, VaultBackend};

use crate::error::ReloadError;
use crate::plugin::LoadedPlugin;

pub(crate) use directory::Directory;
pub(crate) use held::{Held, HeldFn, HeldType, Item};
pub(crate) use lent::PluginVault;
pub(crate) use passage::Passengers;
pub(crate) use setter::Setter;
use shelf::Shelf;
use stores::{Serving, Store};

/// What the plugins of a generation share.
#[derive(Default)]
pub(crate) struct VaultStore {
    live_fns: Directory<Callable>,
    live_types: Directory<Restorer>,
    shelf: Shelf,
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
            live_fns: Directory::collect(number, plugins.clone())?,
            live_types: Directory::collect(number, plugins)?,
            ..Self::default()
        })
    }

    pub(crate) fn live_fns(&self) -> &Directory<Callable> {
        &self.live_fns
    }

    pub(crate) fn live_types(&self) -> &Directory<Restorer> {
        &self.live_types
    }

    /// The bag and the slots.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
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

    /// Fills a slot for the one who makes objects of the host, or the host itself.
    pub(crate) fn set_extension_by(
        &self,
        interface: &InterfaceRef<'_>,
        object: &AnyObj,
        setter: &Setter,
    ) -> Result<()> {
        self.shelf.open().set_extension(interface, object, setter)
    }

    /// Its generation serves from now on, after that of `old`, from which it has taken over what was there up to the
    /// stamp `since`.
    ///
    /// # Errors
    ///
    /// [`ReloadError::DuplicateExtension`] if a slot was filled in both since. It does not serve then.
    pub(crate) fn relieve(
        &self,
        old: &Self,
        passengers: impl FnOnce() -> Passengers,
        since: u64,
    ) -> Result<(), ReloadError> {
        let shelf = &self.shelf;
        shelf.relieve(&old.shelf, passengers, since, || self.serving.begin())
    }

    /// Its generation serves again, after that of `newer`, which had replaced it.
    pub(crate) fn come_back(&self, newer: &Self) {
        let shelf = &self.shelf;
        shelf.come_back(&newer.shelf, || self.serving.begin());
    }
}

impl Store for VaultStore {
    fn shelf(&self) -> &Shelf {
        &self.shelf
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
        self.shelf.open().set(key, data, &Setter::host())
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        self.shelf.get(key)
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        self.shelf.open().remove(key)
    }

    fn keys(&self) -> Result<Vec<String>> {
        self.shelf.keys()
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        self.set_extension_by(interface, &object, &Setter::host())
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        self.shelf.extension(interface, &Setter::host())
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        self.shelf.extension_names()
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
    use crate::place::Place;

    #[test]
    fn there_is_nothing_at_nowhere() {
        for store in [VaultStore::default(), VaultStore::new([].iter()).unwrap()] {
            assert!(store.live_fns().at(Place::NOWHERE).is_none());
            assert!(store.live_types().at(Place::NOWHERE).is_none());
        }
    }
}
