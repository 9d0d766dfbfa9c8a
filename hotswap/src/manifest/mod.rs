//! The manifest of a library, which is read without running its code.
//!
//! The macros put one record for the plugin and one for each item into the link section
//! [`SECTION`]; the linker concatenates them. Each record is self-contained bytes:
//!
//! ```text
//! "HSW1"  length of the rest: u32   kind: u8   fields: (tag: u8, length: u32, bytes)…
//! ```
//!
//! Readers skip unknown fields and kinds, so new ones need no new ABI version.
//!
//! - `record`: records as the macros write them, in `const`
//! - `field`: reads records and fields
//! - `computed`: fingerprints that were computed before
//! - `live_type`: the additional fields of a live type
//! - `imports`: the imports and the export of a plugin
//! - `read`: reads the whole manifest

mod computed;
mod field;
mod imports;
mod live_type;
mod read;
mod record;

pub(crate) use field::crate_of_item;
pub use imports::{ImportInfo, InterfaceInfo};
pub use live_type::{LiveTypeInfo, LiveTypeRecord};
pub use read::{ItemInfo, Manifest, ManifestError, PluginInfo};
pub use record::{ItemRecord, PluginRecord, crate_of};

/// The name of the section that holds the records.
pub const SECTION: &str = if cfg!(target_vendor = "apple") {
    "__DATA,__hotswap"
} else {
    ".hotswap"
};

const MAGIC: [u8; 4] = *b"HSW1";

const PLUGIN: u8 = 1;
const ITEM: u8 = 2;

mod tag {
    pub(super) const NAME: u8 = 1;
    pub(super) const VERSION: u8 = 2;
    pub(super) const ABI: u8 = 3;
    pub(super) const RUSTC: u8 = 4;
    pub(super) const TARGET: u8 = 5;
    pub(super) const PANIC: u8 = 6;
    pub(super) const ROOT: u8 = 7;
    pub(super) const KIND: u8 = 8;
    pub(super) const FINGERPRINT: u8 = 9;
    pub(super) const SIGNATURE: u8 = 10;
    pub(super) const EXPORT: u8 = 11;
    pub(super) const IMPORT: u8 = 12;
    pub(super) const FIELD: u8 = 13;
    pub(super) const OPTIONAL: u8 = 14;
    pub(super) const LIVE_VERSION: u8 = 15;
    pub(super) const ALIAS_OF: u8 = 16;
    pub(super) const CRATE: u8 = 17;
}

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[repr(u8)]
pub enum ItemKind {
    /// `#[plugin_fn]`: called by name in its plugin.
    PluginFn = 1,
    /// `#[live_fn]`: called by name across all plugins.
    LiveFn = 2,
    /// `#[live_type]`: restored by name across all plugins.
    LiveType = 3,
}

impl ItemKind {
    /// The kind with this discriminant.
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::PluginFn),
            2 => Some(Self::LiveFn),
            3 => Some(Self::LiveType),
            _ => None,
        }
    }

    /// The name of the kind, for messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PluginFn => "plugin function",
            Self::LiveFn => "live function",
            Self::LiveType => "live type",
        }
    }
}

impl std::fmt::Display for ItemKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
