//! A manifest for programs.
//!
//! Keys may be added; none is renamed, removed or given another meaning without a new `format`.

use std::path::Path;

use anyhow::Result;
use hotswap::manifest::{ImportInfo, InterfaceInfo, ItemInfo};
use hotswap::shape;
use hotswap_runtime::inspect::Inspection;
use hotswap_runtime::needs::{self, Needs};
use serde::Serialize;

use super::kind;

const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Library<'a> {
    format: u32,
    file: String,
    size: u64,
    sealed: bool,
    plugin: &'a str,
    version: &'a str,
    abi: u32,
    rustc: &'a str,
    target: &'a str,
    panic: &'a str,
    /// Where the system's loader is to look for the libraries that it needs.
    search_path: &'a [String],
    /// The shared libraries that it needs, and those that these need.
    libraries: Vec<NeededLibrary<'a>>,
    /// What it needs of these and does not get, in words.
    unmet: Vec<String>,
    /// Why its versions stay mapped when they are replaced; null if they can be unloaded.
    stays_mapped: Option<String>,
    /// How many bytes of static thread-local storage it takes of the process; null if it takes none.
    static_thread_locals: Option<u64>,
    items: Vec<Item<'a>>,
    /// Null if it exports nothing.
    exports: Option<Interface>,
    imports: Vec<Import<'a>>,
}

#[derive(Serialize)]
struct NeededLibrary<'a> {
    name: &'a str,
    /// Null if it was not found.
    path: Option<String>,
    /// The library that needs it; null for the plugin itself.
    needed_by: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    kind: &'static str,
    name: &'a str,
    signature: String,
    fingerprint: Fingerprint,
    /// Of a live type.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// The live type's own name, where this is a former one.
    #[serde(skip_serializing_if = "Option::is_none")]
    alias_of: Option<&'a str>,
}

#[derive(Serialize)]
struct Interface {
    interface: String,
    fingerprint: Fingerprint,
}

#[derive(Serialize)]
struct Import<'a> {
    plugin: &'a str,
    field: &'a str,
    optional: bool,
    /// Nothing of it if only the order counts.
    #[serde(flatten)]
    interface: Option<Interface>,
}

/// As text: readers of JSON cannot hold 128 bits in a number.
#[derive(Serialize)]
struct Fingerprint(String);

impl From<shape::Fingerprint> for Fingerprint {
    fn from(fingerprint: shape::Fingerprint) -> Self {
        Self(fingerprint.to_string())
    }
}

/// The manifest as JSON, on several lines.
pub(super) fn render(file: &Path, inspection: &Inspection, needs: &Needs) -> Result<String> {
    let plugin = &inspection.manifest.plugin;
    let library = Library {
        format: FORMAT,
        file: file.display().to_string(),
        size: inspection.size,
        sealed: inspection.sealed,
        plugin: &plugin.name,
        version: &plugin.version,
        abi: plugin.abi,
        rustc: &plugin.rustc,
        target: &plugin.target,
        panic: &plugin.panic,
        search_path: &inspection.search_path,
        libraries: needs.libraries.iter().map(library).collect(),
        unmet: needs.unmet.iter().map(ToString::to_string).collect(),
        stays_mapped: needs.stays_mapped(),
        static_thread_locals: inspection.static_thread_locals,
        items: inspection.manifest.items.iter().map(item).collect(),
        exports: inspection.manifest.exports.as_ref().map(interface),
        imports: inspection.manifest.imports.iter().map(import).collect(),
    };
    Ok(serde_json::to_string_pretty(&library)?)
}

fn library(library: &needs::NeededLibrary) -> NeededLibrary<'_> {
    NeededLibrary {
        name: &library.name,
        path: library.path.as_ref().map(|it| it.display().to_string()),
        needed_by: library.needed_by.as_deref(),
    }
}

fn item(item: &ItemInfo) -> Item<'_> {
    let live_type = item.live_type.as_ref();
    Item {
        kind: kind(item.kind),
        name: &item.name,
        signature: item.signature.to_string(),
        fingerprint: item.fingerprint.into(),
        version: live_type.map(|it| it.version),
        alias_of: live_type.and_then(|it| it.alias_of.as_deref()),
    }
}

fn interface(interface: &InterfaceInfo) -> Interface {
    Interface {
        interface: interface.description.to_string(),
        fingerprint: interface.fingerprint.into(),
    }
}

fn import(import: &ImportInfo) -> Import<'_> {
    Import {
        plugin: &import.plugin,
        field: &import.field,
        optional: import.optional,
        interface: import.interface.as_ref().map(interface),
    }
}
