//! Objects that cross: traits that are interfaces, and [`Obj`], an object of any implementation.
//!
//! As it crosses, an object is
//!
//! ```text
//! { data, table, keep }      table: { size, kind, fingerprint, owner, retain, release, methods… }
//! ```
//!
//! `data` is an `Arc` of the library that created the object. All functions of the table belong to that library: the object is
//! counted, called and dropped there. `keep` keeps the library loaded. An object has no keep inside its own library.
//!
//! - `owner`: the library that an object belongs to
//! - `header`: what all tables begin with
//! - `vtable`: the table of an implementation
//! - `raw`: an object as it crosses
//! - `keeping`: what keeps the library of an object loaded
//! - `handle`: an object in use: counted, called, named
//! - `crossing`: how an object leaves a library and comes into one
//! - `interface`: the trait that `#[hotswap::interface]` implements
//! - `any`: an object whose interface is known by its fingerprint alone
//! - `obj`: the object as users see it
//! - `into`: what can be turned into an object
//! - `abi`: an object as a value and as an argument
//! - `method`: the caller's end of a method, and its `self`

mod abi;
mod any;
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
pub use header::Header;
pub use interface::Interface;
#[doc(hidden)]
pub use interface::method;
pub use into::IntoObj;
#[doc(hidden)]
pub use method::{Callee, This};
#[doc(hidden)]
pub use obj::Closure;
pub use obj::{FromFn, Obj};
pub use owner::Owner;
pub use raw::RawObj;
pub use vtable::{Tables, VTable};
