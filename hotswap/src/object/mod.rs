//! Objects that cross: traits made interfaces, and [`Obj`], which stands for whatever implements one.
//!
//! On the wire an object is
//!
//! ```text
//! { data, table, keep }      table: { size, kind, fingerprint, owner, retain, release, methods… }
//! ```
//!
//! `data` is an `Arc` of the library that made it, and every function of the table is that library's: it is
//! counted, called and dropped there. `keep` keeps the library loaded; an object that has not left the
//! library that made it has none.
//!
//! - `owner`: whose object it is
//! - `header`: what all tables begin with
//! - `vtable`: the table of an implementation
//! - `raw`: an object as it crosses
//! - `keeping`: what keeps the library of an object loaded
//! - `handle`: an object in use: counted, called, named
//! - `crossing`: how an object leaves a library and comes into one
//! - `interface`: what `#[hotswap::interface]` says of a trait
//! - `any`: an object whose interface is known by its fingerprint alone
//! - `obj`: the object as people hold it
//! - `closure`: objects of closures
//! - `into`: what can be turned into an object
//! - `abi`: an object as a value and as an argument
//! - `method`: the caller's end of a method, and its `self`

mod abi;
mod any;
mod closure;
mod crossing;
mod handle;
mod header;
mod interface;
mod into;
mod keeping;
mod method;
mod obj;
mod owner;
mod raw;
mod vtable;

pub use abi::Object;
pub use any::{AnyObj, ImplementedBy};
#[doc(hidden)]
pub use closure::Closure;
pub use closure::FromFn;
pub use header::Header;
pub use interface::Interface;
#[doc(hidden)]
pub use interface::method;
pub use into::IntoObj;
#[doc(hidden)]
pub use method::{Callee, This};
pub use obj::Obj;
pub use owner::Owner;
pub use raw::RawObj;
pub use vtable::{Tables, VTable};
