//! Whoever makes a table of methods, an item or a live function says that they are what they are described as.

use hotswap::call::Callable;
use hotswap::keep::Keep;
use hotswap::root::Item;
use hotswap::{LiveFn, Obj};

fn function(callable: Callable, keep: Keep) -> LiveFn {
    LiveFn::new(callable, keep)
}

fn item(item: Item, entries: hotswap::call::Entries) -> Item {
    Item::new(hotswap::manifest::ItemKind::PluginFn, "f", item.fingerprint(), entries, &[])
}

trait Plain {}

impl hotswap::object::Interface for dyn Plain {
    type VTable = hotswap::object::VTable<0>;
    const TYPE: &'static hotswap::shape::TypeDesc = <u8 as hotswap::shape::Shape>::TYPE;
}

fn object(object: Obj<dyn Plain>) {
    drop(object);
}

fn main() {}
