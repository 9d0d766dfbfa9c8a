//! A plugin's file, as `cargo hotswap inspect --json` prints it.

use std::path::Path;

use hotswap::manifest::{ImportInfo, InterfaceInfo, ItemInfo, ItemKind};
use hotswap::shape;
use serde::{Serialize, Serializer};

use super::{FORMAT, text};
use crate::inspect::Inspection;
use crate::needs::{self, Needs};

/// A plugin's file, with what it says of itself and what it needs, for programs.
///
/// # Examples
///
/// ```no_run
/// use hotswap_runtime::needs::Needs;
/// use hotswap_runtime::serialized::Library;
///
/// let file = "plugins/libworld.so".as_ref();
/// let (inspection, needs) = Needs::of_file(file)?;
/// let library = Library::new(file, &inspection, &needs);
/// println!("{}", serde_json::to_string_pretty(&library).unwrap());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Library<'a> {
    file: &'a Path,
    inspection: &'a Inspection,
    needs: &'a Needs,
}

impl<'a> Library<'a> {
    /// The file at `file`, for which the others were read.
    pub fn new(file: &'a Path, inspection: &'a Inspection, needs: &'a Needs) -> Self {
        Self {
            file,
            inspection,
            needs,
        }
    }
}

#[derive(Serialize)]
struct Form<'a> {
    format: u32,
    file: String,
    size: u64,
    sealed: bool,
    build: String,
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

impl Serialize for Library<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            file,
            inspection,
            needs,
        } = self;
        let plugin = &inspection.manifest.plugin;
        let form = Form {
            format: FORMAT,
            file: text(file),
            size: inspection.size,
            sealed: inspection.sealed,
            build: inspection.build.to_string(),
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
        form.serialize(serializer)
    }
}

fn library(library: &needs::NeededLibrary) -> NeededLibrary<'_> {
    NeededLibrary {
        name: &library.name,
        path: library.path.as_deref().map(text),
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

/// The attribute that makes an item of this kind.
fn kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::PluginFn => "plugin_fn",
        ItemKind::LiveFn => "live_fn",
        ItemKind::LiveType => "live_type",
        other => other.as_str(),
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
