//! Not public API. Used by generated code; may change in any release.

pub use crate::abi::guard::{Guarded, guard, unguard};
pub use crate::abi::{Abi, AbiArg, AbiReturn};
pub use crate::call::{Entry, Failure, barrier};
pub use crate::manifest::{ItemKind, ItemRecord, PluginRecord};
pub use crate::root::{ITEMS, Item, Root};
pub use crate::shape::{Itself, Kind, Part, Shape, TypeDesc};
pub use ::core;
pub use ::std::boxed::Box;
pub use linkme;
