//! Not public API. Used by generated code; may change in any release.
//!
//! # What is public and hidden
//!
//! Generated code is compiled in other crates, and the host is another crate too. So many items are `pub` that are not public API.
//! Each of them is sound for every caller in safe code, or is `unsafe` with a contract. Generated code may use `unsafe` in a crate that
//! forbids it, because rustc does not lint the expansion of a macro of another crate.
//!
//! | hidden | sound, because |
//! |---|---|
//! | `abi::depth` ([`Levels`]) | it compares numbers. A depth that is never checked can overflow the stack, which ends the process, and no more |
//! | `abi::recursive`, `abi::identity`, `abi::parts` | they are traits and constants that are asked at compile time; nothing at run time relies on them without an `unsafe impl` of [`Abi`] or [`Interface`] |
//! | `abi::field` ([`Plain`], [`Leaf`], [`Direct`], [`Declared`]) | to lower gives a value up, and leaks at worst; to lift is `unsafe` |
//! | `function` ([`Parameter`], [`Returns`], [`Function0`] …) | the traits are safe, and so may be implemented with descriptions that are wrong. What trusts them is `unsafe`: [`Item::new`], [`Tables::new`], `invoke` |
//! | `task` ([`AsyncFunction0`] …, [`TaskSlot`]) | the traits are as those of `function`. A slot is made empty; what puts a task into it is `unsafe`, and a slot that is dropped drops its task. The tables and frames have no public fields |
//! | `trace`, `metrics` | a host implements their traits in safe code, and gets what it gave; the tables and what crosses have no public fields |
//! | `is_called_by_plugin` | it reads a counter of its thread |
//! | [`Callee`], [`This`] | a `Callee` borrows its object, and to call it is `unsafe`; a `This` is an address until `get`, which is `unsafe` |
//! | [`Closure`], [`FromFn`], [`ImplementedBy`] | `ImplementedBy` is an `unsafe` trait; the others make objects by it |
//! | [`Imports`], [`ImportSlot`], [`WireImports`], [`Wiring`], [`ThreadSafe`], [`ThreadSafeProof`] | a slot gives out references that live for ever, to what it never frees; to clear it is `unsafe`. That it may be shared is proved by a value that only a type which is `Send` and `Sync` has. A `Wiring` is made by the host's table alone, and what an import gets out of it is compared by its own table |
//! | [`Linked`], `linked::Attached`, `linked::Stray`, `linked::Taken` | a linked plugin is a static that nothing unmaps. A [`Root`] is made by [`Root::of`] alone, so its functions are those of one plugin; each of them that trusts its caller is `unsafe`. To attach notes what a host offers and keeps that for ever; the record and the names that [`Linked::new`] takes are read with bounds |
//! | [`Item::live_type`], [`As`], [`Live`] | an object that is restored says by its table of which interface it is, and is compared by that |
//! | [`PluginDecl`], [`StandsFor`], [`HasRoot`] | a root is generic over one type, which has both ends of each function |
//! | [`Statics`], [`HasStatics`] | statics are filled by the functions of a root alone; the trait, which says of what type their value is, is `unsafe` |
//! | [`Receiver`], [`NoReceiver`], [`OfPlugin`], [`PluginRef`] | to take a value that nothing here keeps is `unsafe`; a `PluginRef` borrows |
//! | `testing` (with its feature) | a harness makes the value of a plugin that no host has: it refuses a library that is loaded, and a linked plugin that a host has |
//! | [`ItemRecord`], [`LiveTypeRecord`], [`PluginRecord`] | they are data; who reads a manifest believes nothing of it that the tables do not say |
//! | [`Itself`] | it holds nothing, and stands in descriptions; an object of it cannot be made, since it has no implementor |
//! | `item!`, `linked!`, `the_plugin_of_this_crate!` | they put a value into a table; to make an [`Item`] of a function is `unsafe` |
//! | [`linkme`], [`core`], [`Arc`](std::sync::Arc), `unsupported_item` | they are those of their crates, or nothing |

pub use crate::__item as item;
pub use crate::__linked as linked;
pub use crate::abi::field::{Declared, Direct, Field, Leaf, Plain};
pub use crate::abi::parts::{DropCheck, NoDrop};
pub use crate::abi::recursive::{
    Crosses, Described, DescribedArgument, DescribedResult, Undescribed, UndescribedField,
    description_or_placeholder,
};
pub use crate::abi::{Abi, Argument, AsyncArgument, Depth, IntoParts, Levels, Outcome, Value};
pub use crate::declaration::{PluginDecl, StandsFor};
pub use crate::function::*;
pub use crate::imports::{
    Import, ImportField, ImportSlot, Imports, MayBeMissing, OrderOnly, ThreadSafe, ThreadSafeProof,
    WireImports, Wiring, keep_field,
};
pub use crate::linked::{LINKED, Linked};
pub use crate::live_type::{
    As, IntoCurrent, IntoUpgraded, Live, NoForeignResult, OurError, Read, Readable, Returned,
    Upgrade, Writable, Write, description,
};
pub use crate::manifest::{ItemKind, ItemRecord, LiveTypeRecord, PluginRecord, crate_of};
pub use crate::object::{
    AnyObj, Callee, Closure, FromFn, ImplementedBy, Interface, Obj, Object, Tables, This, VTable,
    method,
};
pub use crate::plugin::IsPlugin;
pub use crate::receiver::{NoReceiver, OfPlugin, PluginRef, Receiver};
pub use crate::root::{HasRoot, ITEMS, Item, Root};
pub use crate::shape::{Itself, Kind, Part, Shape, TypeDesc};
pub use crate::statics::{HasStatics, Statics};
pub use crate::task::TaskSlot;
pub use crate::task::function::*;
pub use crate::unsupported_item::unsupported_item;
pub use ::core;
pub use ::std::sync::Arc;
pub use linkme;
