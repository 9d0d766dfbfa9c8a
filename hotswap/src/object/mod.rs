//! Objects that cross: traits made interfaces, and [`Obj`], which stands for whatever implements one.
//!
//! On the wire an object is
//!
//! ```text
//! { data, table, keep }      table: { size, door, fingerprint, owner, retain, release, methods… }
//! ```
//!
//! `data` is an `Arc` of the library that made it, and every function of the table is that library's: it is
//! counted, called and dropped there. `keep` keeps the library loaded; an object that has not left the
//! library that made it has none.
//!
//! - `interface`: what `#[hotswap::interface]` tells of a trait
//! - `obj`: the object as people hold it
//! - `into`: what becomes one where one is asked for
//! - `any`: an object whose interface is known by its fingerprint alone
//! - `cross`: how it crosses, by value and lent
//! - `handle`: an object of whichever interface: counted, dropped, lowered, lifted
//! - `vtable`: the table of an implementation
//! - `method`: the caller's end of a method, and its `self`
//! - `owner`: whose object it is

mod any;
mod cross;
mod handle;
mod interface;
mod into;
mod method;
mod obj;
pub(crate) mod owner;
mod vtable;

pub use any::AnyObj;
pub use handle::RawObj;
#[doc(hidden)]
pub use interface::{Closure, method};
pub use interface::{FromFn, ImplementedBy, Interface};
pub use into::IntoObj;
#[doc(hidden)]
pub use method::{Callee, This};
pub use obj::Obj;
pub use owner::Owner;
pub use vtable::{Header, Tables, VTable};
