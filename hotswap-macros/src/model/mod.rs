//! Items, taken apart into what matters to us. Tokens are kept, for the places in error messages.
//!
//! - `function`, `interface`, `live_type`, `imports`: each is an item with its attribute
//! - `plugin`, `package`: a plugin, and the crate that it is
//! - `data`, `fields`, `recursion`: a type that crosses, what it is made of, whether that is itself
//! - `signature`: what functions and methods take and return
//! - `asynchronous`: `async fn` in a trait, as what it stands for
//! - `bodies`: methods with bodies, which may be half-typed
//! - `item`: what holds for items of several kinds
//! - `replace`: another type where one stands
//! - `stand_in`: functions that are refused, as rustc is to see them

mod asynchronous;
mod bodies;
pub(crate) mod data;
pub(crate) mod fields;
pub(crate) mod function;
pub(crate) mod imports;
pub(crate) mod interface;
pub(crate) mod item;
pub(crate) mod live_type;
pub(crate) mod package;
pub(crate) mod plugin;
pub(crate) mod recursion;
pub(crate) mod replace;
pub(crate) mod signature;
pub(crate) mod stand_in;
