//! Items, parsed into the parts that the macros need. Tokens are kept, for the places of errors.
//!
//! - `function`, `methods`, `interface`, `live_type`, `imports`: each is an item with its attribute
//! - `plugin`, `package`: a plugin, and the crate that it is
//! - `data`, `fields`, `recursion`: a type that crosses, its fields, whether it contains itself
//! - `signature`: the parameters and results of functions and methods
//! - `asynchronous`: turns an `async fn` of a trait into a function that returns a future
//! - `bodies`: bodies of methods, which may be incomplete
//! - `item`: helpers for items of all kinds
//! - `replace`: replaces types inside types
//! - `fallback`: the code that is generated for items that are refused

mod asynchronous;
mod bodies;
pub(crate) mod data;
pub(crate) mod fallback;
pub(crate) mod fields;
pub(crate) mod function;
pub(crate) mod imports;
pub(crate) mod interface;
pub(crate) mod item;
pub(crate) mod live_type;
pub(crate) mod methods;
pub(crate) mod package;
pub(crate) mod plugin;
pub(crate) mod recursion;
pub(crate) mod replace;
pub(crate) mod signature;
