//! The vault of a test: what the test has put there, and the plugin's own functions and types.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::call::Callable;
use crate::error::{Error, Result};
use crate::keep::Keep;
use crate::linked::Linked;
use crate::live_data::LiveData;
use crate::live_fn::LiveFn;
use crate::live_item::LiveItem;
use crate::live_type::{LiveType, Restorer};
use crate::manifest::{ItemInfo, ItemKind, Manifest};
use crate::object::AnyObj;
use crate::vault::{InterfaceRef, VaultBackend};

/// A vault without a host.
pub(super) struct TestVault {
    linked: &'static Linked,
    manifest: Arc<Manifest>,
    content: Mutex<Content>,
}

#[derive(Default)]
struct Content {
    data: BTreeMap<String, LiveData>,
    slots: Vec<(String, AnyObj)>,
}

const PLACE: &str = "the vault of this test, which has only the plugin's own";

impl TestVault {
    pub(super) fn new(linked: &'static Linked, manifest: Arc<Manifest>) -> Self {
        Self {
            linked,
            manifest,
            content: Mutex::default(),
        }
    }

    fn content(&self) -> MutexGuard<'_, Content> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The items of a kind.
    fn items(&self, kind: ItemKind) -> impl Iterator<Item = &ItemInfo> {
        self.manifest.items.iter().filter(move |it| it.kind == kind)
    }

    fn names(&self, kind: ItemKind) -> Vec<String> {
        self.items(kind).map(|it| it.name.clone()).collect()
    }

    fn live_items(&self, kind: ItemKind) -> Vec<LiveItem> {
        let live_item = |info: &ItemInfo| {
            let mut item = LiveItem::new(&info.name, self.linked.name(), &info.signature);
            if let Some(live_type) = &info.live_type {
                item.version = Some(live_type.version);
                item.alias_of.clone_from(&live_type.alias_of);
            }
            item
        };
        self.items(kind).map(live_item).collect()
    }

    /// The function or type of that name.
    pub(super) fn callable(&self, kind: ItemKind, name: &str) -> Result<(Callable, &ItemInfo)> {
        let info = self.items(kind).find(|it| it.name == name);
        let is_it = |item: &&crate::root::Item| {
            // SAFETY: STATIC-ITEMS: the item is in this binary.
            item.kind() == Some(kind) && unsafe { item.name() } == name
        };
        let (Some(info), Some(item)) = (info, self.linked.items().find(is_it)) else {
            let names = self.names(kind);
            let names = names.iter().map(String::as_str);
            return Err(Error::not_found(kind.as_str(), name, PLACE, names));
        };
        let callable = Callable::new(
            item.entries().linked,
            item.fingerprint(),
            self.linked.name(),
            &info.name,
            &info.encoded_signature,
        );
        Ok((callable, info))
    }
}

impl VaultBackend for TestVault {
    fn live_fn(&self, name: &str) -> Result<LiveFn> {
        let (callable, _) = self.callable(ItemKind::LiveFn, name)?;
        let keep = Keep::new(Arc::clone(&self.manifest));
        // SAFETY: MAPPED and ENTRY: the entry is that of the item; what the callable borrows is in the manifest, or static.
        Ok(unsafe { LiveFn::new(callable, keep) })
    }

    fn live_fn_names(&self) -> Result<Vec<String>> {
        Ok(self.names(ItemKind::LiveFn))
    }

    fn set(&self, key: &str, data: LiveData) -> Result<()> {
        self.content().data.insert(key.to_owned(), data);
        Ok(())
    }

    fn get(&self, key: &str) -> Result<Option<LiveData>> {
        Ok(self.content().data.get(key).cloned())
    }

    fn remove(&self, key: &str) -> Result<Option<LiveData>> {
        Ok(self.content().data.remove(key))
    }

    fn keys(&self) -> Result<Vec<String>> {
        Ok(self.content().data.keys().cloned().collect())
    }

    fn set_extension(&self, interface: &InterfaceRef<'_>, object: AnyObj) -> Result<()> {
        let mut content = self.content();
        let mut slots = content.slots.iter();
        if slots.any(|(name, _)| name == interface.name()) {
            return Err(Error::AlreadySet {
                name: format!("dyn {}", interface.name()),
                first: "this test or the plugin".to_owned(),
                second: "the plugin".to_owned(),
            });
        }
        content.slots.push((interface.name().to_owned(), object));
        Ok(())
    }

    fn extension(&self, interface: &InterfaceRef<'_>) -> Result<AnyObj> {
        let content = self.content();
        let slot = content
            .slots
            .iter()
            .find(|(_, object)| object.fingerprint() == interface.fingerprint());
        match slot {
            Some((_, object)) => Ok(object.clone()),
            None => {
                let names = content.slots.iter().map(|(name, _)| name.as_str());
                Err(Error::not_found(
                    "extension",
                    interface.name(),
                    PLACE,
                    names,
                ))
            }
        }
    }

    fn extension_names(&self) -> Result<Vec<String>> {
        let content = self.content();
        let names = content.slots.iter().map(|(name, _)| format!("dyn {name}"));
        Ok(names.collect())
    }

    fn live_fns(&self) -> Result<Vec<LiveItem>> {
        Ok(self.live_items(ItemKind::LiveFn))
    }

    fn live_type(&self, name: &str) -> Result<LiveType> {
        let (callable, info) = self.callable(ItemKind::LiveType, name)?;
        let version = info.live_type.as_ref().map_or(0, |it| it.version);
        // SAFETY: ENTRY: the item is a live type.
        let restorer = unsafe { Restorer::new(callable, version) };
        let keep = Keep::new(Arc::clone(&self.manifest));
        // SAFETY: MAPPED: what the restorer borrows is in the manifest, or static.
        Ok(unsafe { LiveType::new(restorer, keep) })
    }

    fn live_types(&self) -> Result<Vec<LiveItem>> {
        Ok(self.live_items(ItemKind::LiveType))
    }
}
