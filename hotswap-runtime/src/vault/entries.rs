//! The entries of one vault, key-value data and extension slots, each with its provider.
//!
//! No code of a plugin or of the host runs under the lock, except for the counting of objects: removed entries are
//! dropped after it.

use std::collections::BTreeMap;
use std::sync::Arc;
// Not those of `sync`: a static outlives a run of the model.
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::object::AnyObj;
use hotswap::shape::{Fingerprint, Tree};
use hotswap::{Error, InterfaceRef, LiveData, Result};

use super::provider::Provider;
use super::sync::{RwLock, RwLockWriteGuard};

/// What was put into a vault. Can be closed, and is empty from then on.
#[derive(Default)]
pub(crate) struct Entries(pub(super) RwLock<Content>);

#[derive(Default)]
pub(super) struct Content {
    is_closed: bool,
    /// The vault of another generation serves instead of this one, and has what was carried over. Plugins in both
    /// generations change that one.
    pub(super) is_superseded: bool,
    /// The stamp of the last change.
    pub(super) changed: u64,
    pub(super) data: BTreeMap<String, Entry<LiveData>>,
    pub(super) slots: BTreeMap<SlotKey, Entry<Slot>>,
}

/// Something in a vault.
#[derive(Clone)]
pub(super) struct Entry<T> {
    pub(super) value: T,
    pub(super) provider: Provider,
    /// When it was set, whether in this vault or in one before.
    pub(super) stamp: u64,
    /// It comes from the generation before.
    pub(super) is_carried: bool,
}

/// An interface. Two of one name may stand side by side: they may be of two crates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SlotKey {
    /// `dyn Greeter`.
    pub(super) name: String,
    pub(super) fingerprint: Fingerprint,
}

/// What is in an extension slot.
#[derive(Clone)]
pub(super) struct Slot {
    pub(super) object: AnyObj,
    /// The description of its interface, as its provider gave it.
    interface: Option<Arc<Tree>>,
}

/// A number that is larger than all before.
pub(super) fn next_stamp() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // Relaxed: those that are compared are given out under one lock, or one after the other.
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl<T> Entry<T> {
    fn new(value: T, provider: &Provider, stamp: u64) -> Self {
        Self {
            value,
            provider: provider.clone(),
            stamp,
            is_carried: false,
        }
    }
}

impl SlotKey {
    fn of(interface: &InterfaceRef<'_>) -> Self {
        Self {
            name: format!("dyn {}", interface.name()),
            fingerprint: interface.fingerprint(),
        }
    }
}

impl Content {
    /// Whether what is changed here counts.
    pub(super) fn counts(&self) -> bool {
        !self.is_closed && !self.is_superseded
    }

    fn check_open(&self) -> Result<()> {
        if self.is_closed {
            return Err(gone());
        }
        Ok(())
    }

    /// A change is made now.
    fn change(&mut self) -> Result<u64> {
        self.check_open()?;
        self.changed = next_stamp();
        Ok(self.changed)
    }
}

/// There is no vault any more.
pub(super) fn gone() -> Error {
    Error::msg("the generation of this vault is gone: use the vault of the current generation")
}

/// Changes of this vault.
impl Content {
    pub(super) fn set(&mut self, key: &str, data: LiveData, provider: &Provider) -> Result<()> {
        let entry = Entry::new(data, provider, self.change()?);
        self.data.insert(key.to_owned(), entry);
        Ok(())
    }

    pub(super) fn remove(&mut self, key: &str) -> Result<Option<LiveData>> {
        self.change()?;
        Ok(self.data.remove(key).map(|entry| entry.value))
    }

    /// Fills a slot. The object is lent, so that its end is not under the lock.
    ///
    /// # Errors
    ///
    /// [`Error::AlreadySet`] if it is filled.
    pub(super) fn set_extension(
        &mut self,
        interface: &InterfaceRef<'_>,
        object: &AnyObj,
        provider: &Provider,
    ) -> Result<()> {
        let key = SlotKey::of(interface);
        if let Some(filled) = self.slots.get(&key) {
            let (first, second) = (filled.provider.to_string(), provider.to_string());
            return Err(Error::already_set(interface, &first, &second));
        }
        let slot = Slot {
            object: object.clone(),
            interface: interface.tree().map(Arc::new),
        };
        let entry = Entry::new(slot, provider, self.change()?);
        self.slots.insert(key, entry);
        Ok(())
    }
}

impl Entries {
    /// What is in it, to be changed.
    pub(super) fn open(&self) -> RwLockWriteGuard<'_, Content> {
        self.0.write()
    }

    pub(crate) fn get(&self, key: &str) -> Result<Option<LiveData>> {
        let content = self.0.read();
        content.check_open()?;
        Ok(content.data.get(key).map(|entry| entry.value.clone()))
    }

    pub(crate) fn keys(&self) -> Result<Vec<String>> {
        let content = self.0.read();
        content.check_open()?;
        Ok(content.data.keys().cloned().collect())
    }

    /// The object in a slot, for `asker`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or [`Error::SignatureMismatch`] if there is one of the same name.
    pub(crate) fn extension(
        &self,
        interface: &InterfaceRef<'_>,
        asker: &Provider,
    ) -> Result<AnyObj> {
        let key = SlotKey::of(interface);
        let content = self.0.read();
        content.check_open()?;
        match content.slots.get(&key) {
            Some(entry) => Ok(entry.value.object.clone()),
            None => Err(content.no_extension(interface, &key, asker)),
        }
    }

    /// The names of the slots that are filled.
    pub(crate) fn extension_names(&self) -> Result<Vec<String>> {
        let content = self.0.read();
        content.check_open()?;
        Ok(content.slots.keys().map(|key| key.name.clone()).collect())
    }

    /// Throws everything out, for good.
    pub(crate) fn close(&self) {
        drop(self.empty());
    }

    /// Throws everything out, for good. Gives the objects that were in slots, with the version of a plugin that has set
    /// each.
    pub(crate) fn close_slots(&self) -> Vec<(AnyObj, Option<u64>)> {
        let slots = self.empty().slots.into_values();
        slots
            .map(|entry| (entry.value.object, entry.provider.number()))
            .collect()
    }

    /// What was in it. It is closed.
    fn empty(&self) -> Content {
        let mut content = self.0.write();
        let empty = Content {
            is_closed: true,
            ..Content::default()
        };
        std::mem::replace(&mut *content, empty)
    }
}

impl Content {
    #[cold]
    fn no_extension(&self, interface: &InterfaceRef<'_>, key: &SlotKey, asker: &Provider) -> Error {
        let mut slots = self.slots.iter();
        let Some((_, other)) = slots.find(|(other, _)| other.name == key.name) else {
            let known = self.slots.keys().map(|key| key.name.as_str());
            return Error::no_extension(interface, known);
        };
        let (found, wanted) = (other.value.interface.as_deref(), interface.tree());
        match (other.provider.plugin_name(), asker.plugin_name()) {
            (None, Some(asker)) => Error::other_interface(interface, asker, found, wanted.as_ref()),
            // Without any plugin, the host is built of two versions of a crate.
            (provider, _) => {
                let provider = provider.unwrap_or("host");
                Error::other_interface(interface, provider, wanted.as_ref(), found)
            }
        }
    }
}
