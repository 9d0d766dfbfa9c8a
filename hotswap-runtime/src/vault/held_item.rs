//! A live function or live type in a generation, with the plugin that it belongs to.

use hotswap::abi::Abi;
use hotswap::call::{Args, Callable};
use hotswap::manifest::ItemKind;
use hotswap::object::Interface;
use hotswap::{LiveData, LiveFn, LiveItem, LiveType, Obj, Restorer, Result};

use crate::instance::{Instance, LiveFnEntry};
use crate::plugin::LoadedPlugin;

/// An item of a plugin that is found by name across all plugins. Valid for as long as its instance lives.
pub(crate) trait NamedItem: Copy + 'static {
    /// What kind of item it is.
    const KIND: ItemKind;

    /// All of this kind that the plugin has.
    fn all_of(instance: &Instance) -> &[Self];

    /// Its names and its signature.
    fn callable(&self) -> &Callable;
}

/// An item, held by a generation.
pub(crate) struct HeldItem<T> {
    item: T,
    plugin: LoadedPlugin,
}

/// A live function.
pub(crate) type HeldFn = HeldItem<LiveFnEntry>;

/// A live type.
pub(crate) type HeldType = HeldItem<Restorer>;

impl<T: NamedItem> HeldItem<T> {
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
        // SAFETY: MAPPED: `self` keeps its plugin loaded for as long as it is borrowed.
        unsafe { self.item.callable().name() }
    }

    /// The same for people to read.
    pub(crate) fn to_item(&self) -> Option<LiveItem> {
        self.plugin.live_item(T::KIND, self.name())
    }
}

impl NamedItem for LiveFnEntry {
    const KIND: ItemKind = ItemKind::LiveFn;

    fn all_of(instance: &Instance) -> &[Self] {
        instance.live_fns()
    }

    fn callable(&self) -> &Callable {
        &self.callable
    }
}

impl NamedItem for Restorer {
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
        // SAFETY: MAPPED: `plugin` keeps the instance that owns the callable.
        unsafe { self.item.callable.call(args) }
    }

    /// The same with a keep of its own, for a call that outlasts the lease.
    pub(crate) fn kept(&self) -> LiveFn {
        self.plugin.hold(&self.item.callable)
    }

    /// The same for somebody who keeps it.
    #[inline]
    pub(crate) fn to_live_fn(&self, asker: Option<u64>) -> LiveFn {
        let (callable, keep) = match self.plugin.is_asker(asker) {
            true => (self.item.own, self.plugin.keep_for_itself()),
            false => (self.item.callable, self.plugin.keep_by_name()),
        };
        // SAFETY: MAPPED: the callable borrows from the description of the instance, which either keep keeps, and from
        // its library: the keep keeps that as well, or is for code of that library.
        unsafe { LiveFn::new(callable, keep) }
    }
}

impl HeldType {
    pub(crate) fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        // SAFETY: MAPPED: `plugin` keeps the instance that owns the restorer.
        unsafe { self.item.restore(data) }
    }

    /// The same for somebody who keeps it.
    #[inline]
    pub(crate) fn to_live_type(&self, asker: Option<u64>) -> LiveType {
        // SAFETY: MAPPED: as in `to_live_fn`.
        unsafe { LiveType::new(self.item, self.plugin.keep_for(asker)) }
    }
}
