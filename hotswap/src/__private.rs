//! Not public API. Used by generated code; may change in any release.

pub use crate::abi::Abi;
pub use crate::abi::field::{Declared, Direct, Field, Plain};
pub use crate::abi::guard::described;
pub use crate::call::function::*;
pub use crate::manifest::{ItemKind, ItemRecord, PluginRecord};
pub use crate::root::{ITEMS, Item, Root};
pub use crate::shape::{Itself, Kind, Part, Shape, TypeDesc};
pub use ::core;
pub use linkme;
