//! Reads a manifest.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use super::field::{next_field, next_record, text};
use super::imports::{Described, ImportInfo, InterfaceInfo, read_import, read_interface};
use super::live_type::LiveTypeInfo;
use super::{ITEM, ItemKind, PLUGIN, tag};
use crate::bytes::{Malformed, Reader};
use crate::root::{ABI_VERSION, ROOT_PREFIX};
use crate::shape::{Fingerprint, Kind, Tree};

/// The manifest of a library.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Manifest {
    /// The plugin.
    pub plugin: PluginInfo,
    /// Its items, by kind and name.
    pub items: Vec<ItemInfo>,
    /// The interface that the plugin exports.
    pub exports: Option<InterfaceInfo>,
    /// The imports of the plugin, in the order of the fields.
    pub imports: Vec<ImportInfo>,
}

/// The plugin in a manifest.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PluginInfo {
    /// The name of its package.
    pub name: String,
    /// The version of its package.
    pub version: String,
    /// The version of the hotswap ABI that it was built for.
    pub abi: u32,
    /// The compiler.
    pub rustc: String,
    /// The target triple.
    pub target: String,
    /// `unwind` or `abort`.
    pub panic: String,
    /// The name of its root's symbol.
    pub root: String,
}

/// One item of a plugin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ItemInfo {
    /// The kind of item.
    pub kind: ItemKind,
    /// The name by which it is looked up.
    pub name: String,
    /// The fingerprint of its signature.
    pub fingerprint: Fingerprint,
    /// Its signature.
    pub signature: Tree,
    /// The signature, encoded as in the record.
    pub encoded_signature: Box<[u8]>,
    /// The additional fields of a live type; `None` for other kinds.
    pub live_type: Option<LiveTypeInfo>,
}

/// Why a manifest is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManifestError {
    /// There is no record of a plugin.
    NoPlugin {
        /// How many items there are nevertheless.
        items: usize,
    },
    /// More than one plugin in one library.
    SeveralPlugins {
        /// Their names.
        names: Vec<String>,
    },
    /// The plugin is built for another version of the hotswap ABI.
    AbiVersion {
        /// The name of the plugin.
        plugin: String,
        /// The version it was built for.
        found: u32,
    },
    /// Two items of one kind and name.
    Duplicate {
        /// Their kind.
        kind: ItemKind,
        /// Their name.
        name: String,
    },
    /// The bytes are damaged.
    Malformed(Malformed),
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPlugin { items: 0 } => {
                f.write_str("not a hotswap plugin: nothing in it is marked with #[hotswap::plugin]")
            }
            Self::NoPlugin { items } => write!(
                f,
                "the library has {items} plugin items but no plugin: mark an `impl Plugin for …` with \
                 #[hotswap::plugin]"
            ),
            Self::SeveralPlugins { names } => write!(
                f,
                "the library contains {} plugins ({}): a plugin must not depend on another plugin's crate",
                names.len(),
                names.join(", ")
            ),
            Self::AbiVersion { plugin, found } => write!(
                f,
                "plugin {plugin} is built for version {found} of the hotswap ABI, and this host for version {ABI_VERSION}: \
                 rebuild the plugin with the host's version of hotswap"
            ),
            Self::Duplicate { kind, name } => {
                write!(f, "the plugin has two {kind}s called `{name}`: rename one")
            }
            Self::Malformed(malformed) => write!(
                f,
                "the manifest is damaged ({malformed}): rebuild the plugin"
            ),
        }
    }
}

impl std::error::Error for ManifestError {}

impl From<Malformed> for ManifestError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl Manifest {
    /// Reads the content of the section.
    ///
    /// # Errors
    ///
    /// [`ManifestError`] if the bytes are not a valid manifest. No input causes a panic or a large allocation.
    pub fn read(section: &[u8]) -> Result<Self, ManifestError> {
        let mut plugins = Vec::new();
        let mut items = Items::new();
        let mut count = 0;
        let mut reader = Reader::new(section);
        while let Some(mut record) = next_record(&mut reader)? {
            match record.u8("the kind of a record")? {
                PLUGIN => plugins.push(read_plugin(&mut record)?),
                ITEM => {
                    count += 1;
                    // Errors are reported later, because a record of a plugin with another ABI version may follow.
                    items.push(read_item(&mut record));
                }
                _ => {}
            }
        }
        if plugins.len() > 1 {
            let names = plugins
                .into_iter()
                .map(|record| record.plugin.name)
                .collect();
            return Err(ManifestError::SeveralPlugins { names });
        }
        let Some(PluginFields {
            plugin,
            exports,
            imports,
        }) = plugins.pop()
        else {
            return Err(ManifestError::NoPlugin { items: count });
        };
        if plugin.abi != ABI_VERSION {
            return Err(ManifestError::AbiVersion {
                plugin: plugin.name,
                found: plugin.abi,
            });
        }
        check_root(&plugin)?;
        Ok(Self {
            plugin,
            items: sorted(items)?,
            exports: exports.map(read_interface).transpose()?,
            imports: imports
                .into_iter()
                .map(read_import)
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The items as they were read: `None` for an unknown kind.
type Items = Vec<Result<Option<ItemInfo>, Malformed>>;

fn sorted(items: Items) -> Result<Vec<ItemInfo>, ManifestError> {
    let mut by_name = BTreeMap::new();
    for item in items {
        let Some(item) = item? else { continue };
        match by_name.entry((item.kind, item.name.clone())) {
            Entry::Vacant(place) => place.insert(item),
            Entry::Occupied(_) => {
                return Err(ManifestError::Duplicate {
                    kind: item.kind,
                    name: item.name,
                });
            }
        };
    }
    Ok(by_name.into_values().collect())
}

/// The record of a plugin. Fields that may differ in another ABI version are not decoded yet.
struct PluginFields<'a> {
    plugin: PluginInfo,
    exports: Option<&'a [u8]>,
    imports: Vec<&'a [u8]>,
}

fn read_plugin<'a>(record: &mut Reader<'a>) -> Result<PluginFields<'a>, Malformed> {
    let mut plugin = PluginInfo::default();
    let (mut exports, mut imports) = (None, Vec::new());
    while let Some((tag, bytes)) = next_field(record)? {
        match tag {
            tag::ABI => plugin.abi = Reader::new(bytes).u32("the version of the ABI")?,
            tag::NAME => plugin.name = text(record, bytes)?,
            tag::VERSION => plugin.version = text(record, bytes)?,
            tag::RUSTC => plugin.rustc = text(record, bytes)?,
            tag::TARGET => plugin.target = text(record, bytes)?,
            tag::PANIC => plugin.panic = text(record, bytes)?,
            tag::ROOT => plugin.root = text(record, bytes)?,
            tag::EXPORT => exports = Some(bytes),
            tag::IMPORT => imports.push(bytes),
            _ => {}
        }
    }
    Ok(PluginFields {
        plugin,
        exports,
        imports,
    })
}

/// Reads an item: `None` for an unknown kind.
fn read_item(record: &mut Reader<'_>) -> Result<Option<ItemInfo>, Malformed> {
    let (mut kind, mut name, mut described) = (None, None, Described::default());
    let mut live_type = LiveTypeInfo::default();
    while let Some((tag, bytes)) = next_field(record)? {
        live_type.take(tag, record, bytes)?;
        match tag {
            tag::KIND => kind = Some(Reader::new(bytes).u8("the kind of an item")?),
            tag::NAME => name = Some(text(record, bytes)?),
            _ => described.take(tag, bytes)?,
        }
    }
    let incomplete = || record.malformed("an item with kind, name, fingerprint and signature");
    let (Some(kind), Some(name), Some(encoded)) = (kind, name, described.encoded) else {
        return Err(incomplete());
    };
    let Some(kind) = ItemKind::from_byte(kind) else {
        return Ok(None);
    };
    let (fingerprint, signature) = described.decode(record)?.ok_or_else(incomplete)?;
    check_signature(kind, &signature, record)?;
    Ok(Some(ItemInfo {
        kind,
        name,
        fingerprint,
        signature,
        encoded_signature: encoded.into(),
        live_type: (kind == ItemKind::LiveType).then_some(live_type),
    }))
}

fn check_signature(kind: ItemKind, found: &Tree, record: &Reader<'_>) -> Result<(), Malformed> {
    let is_interface = |tree: &Tree| tree.kind == Kind::Interface;
    match kind {
        ItemKind::LiveType if found.kind != Kind::LiveType => {
            Err(record.malformed("the description of a live type"))
        }
        ItemKind::LiveType if !found.parts.iter().all(|part| is_interface(&part.tree)) => {
            Err(record.malformed("interfaces of a live type"))
        }
        ItemKind::PluginFn | ItemKind::LiveFn if found.as_function().is_none() => {
            Err(record.malformed("the signature of a function"))
        }
        _ => Ok(()),
    }
}

/// The name of a root is looked up as a symbol, so it must have the form that the macros generate.
fn check_root(plugin: &PluginInfo) -> Result<(), Malformed> {
    let is_symbol = |name: &str| {
        name.starts_with(ROOT_PREFIX)
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if is_symbol(&plugin.root) {
        return Ok(());
    }
    Err(Malformed {
        offset: 0,
        expected: "the symbol of the plugin's root",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{ItemRecord, PluginRecord, crate_of_item};
    use crate::shape::{Part, Shape, TypeDesc};

    const HUM: TypeDesc = TypeDesc::function(
        "hum",
        &[
            Part {
                label: "repeat",
                ty: u32::TYPE,
            },
            Part {
                label: "",
                ty: String::TYPE,
            },
        ],
    );

    const fn plugin_record(name: &'static str) -> PluginRecord {
        PluginRecord {
            name,
            version: "1.2.3",
            panic: "unwind",
            root: "hotswap2_root_world",
            exports: None,
            imports: &[],
        }
    }

    const fn hum_record(kind: ItemKind) -> ItemRecord {
        ItemRecord {
            krate: "world",
            kind,
            name: "hum",
            signature: &HUM,
        }
    }

    fn world() -> Vec<u8> {
        const LEN: usize = plugin_record("world").encoded_len();
        plugin_record("world").encode::<LEN>().to_vec()
    }

    fn hum(kind: ItemKind) -> Vec<u8> {
        const LEN: usize = hum_record(ItemKind::PluginFn).encoded_len();
        hum_record(kind).encode::<LEN>().to_vec()
    }

    /// Replaces the only place where `from` stands.
    fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        let at = bytes
            .windows(from.len())
            .position(|window| window == from)
            .unwrap();
        [&bytes[..at], to, &bytes[at + from.len()..]].concat()
    }

    #[test]
    fn a_manifest_is_read_back_in_any_order_and_with_padding() {
        let section = [hum(ItemKind::PluginFn), vec![0; 5], world(), vec![0; 3]].concat();
        let manifest = Manifest::read(&section).unwrap();
        assert_eq!(manifest.plugin.name, "world");
        assert_eq!(manifest.plugin.version, "1.2.3");
        assert_eq!(manifest.plugin.abi, ABI_VERSION);
        assert!(manifest.plugin.rustc.starts_with("rustc "));
        assert_eq!(manifest.items[0].name, "hum");
        assert_eq!(
            manifest.items[0].signature.to_string(),
            "fn(repeat: u32) -> String"
        );
    }

    #[test]
    fn a_section_without_a_plugin_is_told_apart_from_an_empty_one() {
        let no_plugin = |section: &[u8]| Manifest::read(section).unwrap_err();
        assert_eq!(no_plugin(&[]), ManifestError::NoPlugin { items: 0 });
        assert_eq!(
            no_plugin(&hum(ItemKind::LiveFn)),
            ManifestError::NoPlugin { items: 1 }
        );
    }

    #[test]
    fn two_plugins_in_one_library_are_both_named() {
        let error = Manifest::read(&[world(), world()].concat()).unwrap_err();
        assert!(error.to_string().contains("world, world"), "{error}");
    }

    #[test]
    fn two_items_of_one_kind_and_name_are_refused_but_not_of_two_kinds() {
        let read = |kinds: &[ItemKind]| {
            let items = kinds.iter().flat_map(|&kind| hum(kind));
            Manifest::read(&world().into_iter().chain(items).collect::<Vec<_>>())
        };
        assert!(read(&[ItemKind::PluginFn, ItemKind::LiveFn]).is_ok());
        let error = read(&[ItemKind::PluginFn, ItemKind::PluginFn]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("two plugin functions called `hum`"),
            "{error}"
        );
    }

    #[test]
    fn another_abi_version_is_said_before_anything_else_is_judged() {
        let abi = [tag::ABI, 4, 0, 0, 0, ABI_VERSION as u8];
        let other = [tag::ABI, 4, 0, 0, 0, 99];
        let broken_item = replaced(&hum(ItemKind::LiveFn), b"hum", b"\xff\xff\xff");
        let section = [broken_item, replaced(&world(), &abi, &other)].concat();
        let error = Manifest::read(&section).unwrap_err();
        assert!(
            matches!(error, ManifestError::AbiVersion { found: 99, .. }),
            "{error}"
        );
    }

    #[test]
    fn an_item_of_an_unknown_kind_is_passed_over() {
        let mut section = world();
        section.extend(replaced(
            &hum(ItemKind::LiveFn),
            &[tag::KIND, 1, 0, 0, 0, ItemKind::LiveFn as u8],
            &[tag::KIND, 1, 0, 0, 0, 200],
        ));
        section.extend(hum(ItemKind::PluginFn));
        assert_eq!(Manifest::read(&section).unwrap().items.len(), 1);
    }

    #[test]
    fn a_root_that_is_no_symbol_of_ours_is_refused() {
        let section = replaced(&world(), b"hotswap2_root_world", b"hotswap2_root_wor\0d");
        assert!(Manifest::read(&section).is_err());
    }

    #[test]
    fn no_cut_and_no_flipped_byte_does_worse_than_an_error() {
        let section = [world(), hum(ItemKind::PluginFn)].concat();
        for at in 0..section.len() {
            let _ = Manifest::read(&section[..at]);
            for bit in 0..8 {
                let mut flipped = section.clone();
                flipped[at] ^= 1 << bit;
                let _ = Manifest::read(&flipped);
            }
        }
    }

    #[test]
    fn a_record_says_in_which_crate_its_item_is() {
        assert_eq!(crate_of_item(&hum(ItemKind::PluginFn)), "world");
        assert_eq!(crate_of_item(b"no record"), "");
        assert_eq!(crate::manifest::crate_of("world::a::b"), "world");
    }
}
