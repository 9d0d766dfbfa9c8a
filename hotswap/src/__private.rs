//! Not public API. Used by generated code; may change in any release.

pub use crate::__item as item;
pub use crate::__linked as linked;
pub use crate::abi::apart::{Apart, Asked};
pub use crate::abi::described::{
    Crosses, Described, DescribedArgument, DescribedResult, Undescribed, UndescribedField,
    described_or_told,
};
pub use crate::abi::field::{Declared, Direct, Field, Leaf, Plain};
pub use crate::abi::{Abi, Argument, Depth, IsPlugin, Levels, Object, Outcome, TakenApart, Value};
pub use crate::call::function::*;
pub use crate::imports::{
    Import, ImportField, Imports, MayBeMissing, OrderOnly, Share, Shared, Slot, Wired, Wiring,
    keep_field,
};
pub use crate::linked::{LINKED, Linked};
pub use crate::links::{Links, StandsFor};
pub use crate::live_type::{
    As, IntoCurrent, IntoUpgraded, Live, NoForeignResult, OurError, Read, Readable, Returned,
    Upgrade, Writable, Write, description,
};
pub use crate::manifest::{ItemKind, ItemRecord, LiveTypeRecord, PluginRecord, crate_of};
pub use crate::object::{
    AnyObj, Callee, Closure, FromFn, ImplementedBy, Interface, Obj, Tables, This, VTable, method,
};
pub use crate::root::{HasRoot, ITEMS, Item, Root};
pub use crate::shape::{Itself, Kind, Part, Shape, TypeDesc};
pub use crate::unread::unread;
pub use ::core;
pub use ::std::sync::Arc;
pub use linkme;
