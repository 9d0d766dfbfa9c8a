//! What a generation has by name, with the plugin that it is of.

use hotswap::abi::Abi;
use hotswap::call::{Args, Callable};
use hotswap::manifest::ItemKind;
use hotswap::object::Interface;
use hotswap::{LiveData, LiveFn, LiveItem, LiveType, Obj, Restorer, Result};

use crate::plugin::LoadedPlugin;

/// Something of a plugin, held by a generation.
pub(crate) trait Held: Sized {
    /// What kind of item it is.
    const KIND: ItemKind;

    /// All of this kind that the plugin has.
    fn all_of(plugin: &LoadedPlugin) -> impl Iterator<Item = Self>;

    /// Its names and its signature.
    fn item(&self) -> &Callable;

    /// The plugin that it is of.
    fn plugin(&self) -> &LoadedPlugin;

    /// Its name.
    fn name(&self) -> &str {
        // SAFETY: `self` has its plugin, so that is loaded for as long as `self` is borrowed.
        unsafe { self.item().name() }
    }

    /// The same for people to read.
    fn to_item(&self) -> Option<LiveItem> {
        self.plugin().live_item(Self::KIND, self.name())
    }
}

/// A live function.
pub(crate) struct HeldFn {
    callable: Callable,
    plugin: LoadedPlugin,
}

impl HeldFn {
    #[inline]
    pub(crate) fn call<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        // SAFETY: `plugin` keeps the instance that the callable is of.
        unsafe { self.callable.call(args) }
    }

    /// The same for somebody who keeps it.
    pub(crate) fn to_live_fn(&self) -> LiveFn {
        self.plugin.hold(&self.callable)
    }
}

impl Held for HeldFn {
    const KIND: ItemKind = ItemKind::LiveFn;

    fn all_of(plugin: &LoadedPlugin) -> impl Iterator<Item = Self> {
        let callables = plugin.instance().live_fns().iter();
        callables.map(|callable| Self {
            callable: *callable,
            plugin: plugin.for_generation(),
        })
    }

    fn item(&self) -> &Callable {
        &self.callable
    }

    fn plugin(&self) -> &LoadedPlugin {
        &self.plugin
    }
}

/// A live type.
pub(crate) struct HeldType {
    restorer: Restorer,
    plugin: LoadedPlugin,
}

impl HeldType {
    pub(crate) fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        // SAFETY: `plugin` keeps the instance that the restorer is of.
        unsafe { self.restorer.restore(data) }
    }

    /// The same for somebody who keeps it.
    pub(crate) fn to_live_type(&self) -> LiveType {
        // SAFETY: what the restorer borrows belongs to the instance and its library, which the keep keeps.
        unsafe { LiveType::new(self.restorer, self.plugin.keep_by_name()) }
    }
}

impl Held for HeldType {
    const KIND: ItemKind = ItemKind::LiveType;

    fn all_of(plugin: &LoadedPlugin) -> impl Iterator<Item = Self> {
        let restorers = plugin.instance().live_types().iter();
        restorers.map(|restorer| Self {
            restorer: *restorer,
            plugin: plugin.for_generation(),
        })
    }

    fn item(&self) -> &Callable {
        self.restorer.item()
    }

    fn plugin(&self) -> &LoadedPlugin {
        &self.plugin
    }
}
