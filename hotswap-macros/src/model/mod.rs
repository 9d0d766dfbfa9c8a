//! Items, taken apart into what matters to us. Tokens are kept, for the places in error messages.

mod bodies;
pub(crate) mod data;
pub(crate) mod fields;
pub(crate) mod function;
pub(crate) mod imports;
pub(crate) mod interface;
pub(crate) mod item;
pub(crate) mod live_type;
mod parentheses;
pub(crate) mod plugin;
pub(crate) mod recursion;
pub(crate) mod replace;
pub(crate) mod signature;
pub(crate) mod stand_in;
pub(crate) mod types;
