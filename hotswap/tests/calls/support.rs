//! A host in miniature: finds a function in the table and in the manifest, and calls it.

use std::sync::LazyLock;

use hotswap::Abi;
use hotswap::call::{Args, Callable};
use hotswap::manifest::{ItemInfo, ItemKind, Manifest, SECTION};
use hotswap::root::{ITEMS, Item};
use object::{Object, ObjectSection};

/// The manifest of this binary.
pub(crate) static MANIFEST: LazyLock<Manifest> = LazyLock::new(|| {
    let path = std::env::current_exe().expect("a test knows its own file");
    let file = std::fs::read(path).expect("a test can read its own file");
    let file = object::File::parse(&*file).expect("a test is an object file");
    let name = SECTION.rsplit(',').next().expect("a section has a name");
    let section = file.section_by_name(name).expect("the section is there");
    let bytes = section.data().expect("the section can be read");
    Manifest::read(bytes).expect("the manifest can be read")
});

/// The record of a function.
pub(crate) fn info(kind: ItemKind, name: &str) -> &'static ItemInfo {
    let mut items = MANIFEST.items.iter();
    items
        .find(|item| (item.kind, item.name.as_str()) == (kind, name))
        .unwrap_or_else(|| panic!("{name} is not in the manifest"))
}

/// The entry of a function in the table.
pub(crate) fn item(kind: ItemKind, name: &str) -> &'static Item {
    ITEMS
        .iter()
        // SAFETY: the table is in this binary.
        .find(|item| (item.kind(), unsafe { item.name() }) == (Some(kind), name))
        .unwrap_or_else(|| panic!("{name} is not in the table"))
}

/// A function, ready to be called.
pub(crate) fn function(name: &'static str) -> Callable {
    let kind = ItemKind::PluginFn;
    let (item, info) = (item(kind, name), info(kind, name));
    Callable::new(
        item.entries().loaded,
        item.fingerprint(),
        "itself",
        name,
        &info.encoded_signature,
    )
}

/// Calls a function by name.
pub(crate) fn call<'s, R: Abi>(name: &'static str, args: impl Args<'s>) -> hotswap::Result<R> {
    // SAFETY: the plugin is this binary.
    unsafe { function(name).call(args) }
}
