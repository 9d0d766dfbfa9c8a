//! The one symbol of a plugin: a table that reaches everything else.
//!
//! All of it is data; nothing runs when a library is opened. The layouts here are what hosts and plugins of
//! different builds agree on: fields are only ever added at the end of a table, with a larger `size`, which is
//! asked before they are read. Any other change (to [`Item`], too, since items lie in an array) raises
//! [`ABI_VERSION`].
//!
//! - `version`: the version of everything that crosses
//! - `item`: the functions and types of a plugin
//! - `table`: the table itself
//! - `functions`: the functions that it points to

mod functions;
mod item;
mod table;
mod version;

pub use functions::HasRoot;
pub use item::{ITEMS, Item};
pub use table::Root;
pub use version::{ABI_VERSION, MAGIC, ROOT_PREFIX};

pub use crate::live_data::LentData;
