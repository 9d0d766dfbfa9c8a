//! What a generation has by name, with the plugin that it is of.

use hotswap::abi::Abi;
use hotswap::call::{Args, Callable};
use hotswap::manifest::ItemKind;
use hotswap::object::Interface;
use hotswap::{LiveData, LiveFn, LiveItem, LiveType, Obj, Restorer, Result};

use super::setter::Setter;
use crate::instance::Instance;
use crate::plugin::LoadedPlugin;

/// An item of a plugin that is found by name across all plugins. Good for as long as its instance is.
pub(crate) trait Item: Copy + 'static {
    /// What kind of item it is.
    const KIND: ItemKind;

    /// All of this kind that the plugin has.
    fn all_of(instance: &Instance) -> &[Self];

    /// Its names and its signature.
    fn callable(&self) -> &Callable;
}

/// An item, held by a generation.
pub(crate) struct Held<T> {
    item: T,
    plugin: LoadedPlugin,
}

/// A live function.
pub(crate) type HeldFn = Held<Callable>;

/// A live type.
pub(crate) type HeldType = Held<Restorer>;

impl<T: Item> Held<T> {
    /// All of this kind that the plugin has.
    pub(crate) fn all_of(plugin: &LoadedPlugin) -> impl Iterator<Item = Self> {
        let items = T::all_of(plugin.instance()).iter();
        items.map(|&item| Self {
            item,
            plugin: plugin.for_generation(),
        })
    }

    /// The plugin that it is of.
    pub(crate) fn plugin(&self) -> &LoadedPlugin {
        &self.plugin
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        // SAFETY: `self` has its plugin, so that is loaded for as long as `self` is borrowed.
        unsafe { self.item.callable().name() }
    }

    /// The same for people to read.
    pub(crate) fn to_item(&self) -> Option<LiveItem> {
        self.plugin.live_item(T::KIND, self.name())
    }
}

impl Item for Callable {
    const KIND: ItemKind = ItemKind::LiveFn;

    fn all_of(instance: &Instance) -> &[Self] {
        instance.live_fns()
    }

    fn callable(&self) -> &Callable {
        self
    }
}

impl Item for Restorer {
    const KIND: ItemKind = ItemKind::LiveType;

    fn all_of(instance: &Instance) -> &[Self] {
        instance.live_types()
    }

    fn callable(&self) -> &Callable {
        self.item()
    }
}

impl HeldFn {
    #[inline]
    pub(crate) fn call<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        // SAFETY: `plugin` keeps the instance that the callable is of.
        unsafe { self.item.call(args) }
    }

    /// The same with a keep of its own, for a call that outlasts the lease.
    pub(crate) fn kept(&self) -> LiveFn {
        self.plugin.hold(&self.item)
    }

    /// The same for somebody who keeps it.
    pub(crate) fn to_live_fn(&self, asker: &Setter) -> LiveFn {
        // SAFETY: what the callable borrows belongs to the description of the instance, which either keep keeps, and to
        // its library: the keep keeps that as well, or it is for code of that library.
        unsafe { LiveFn::new(self.item, self.plugin.keep_for(asker)) }
    }
}

impl HeldType {
    pub(crate) fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        // SAFETY: `plugin` keeps the instance that the restorer is of.
        unsafe { self.item.restore(data) }
    }

    /// The same for somebody who keeps it.
    pub(crate) fn to_live_type(&self, asker: &Setter) -> LiveType {
        // SAFETY: as in `to_live_fn`.
        unsafe { LiveType::new(self.item, self.plugin.keep_for(asker)) }
    }
}
