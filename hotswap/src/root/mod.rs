//! The one exported symbol of a plugin: a table from which a host reaches everything else.
//!
//! It is data; no code runs when a library is opened. Hosts and plugins of different builds agree on the layouts here. Fields are
//! only added at the end of a table, with a larger `size`, which is checked before they are read. Any other change (also of
//! [`Item`], because items are in an array) needs a new [`ABI_VERSION`].
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

pub use crate::context::RawContext;
pub use crate::live_data::LentData;
