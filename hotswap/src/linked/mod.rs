//! Plugins that are linked into the host instead of loaded from files.
//!
//! The macros put a [`Linked`] for each plugin into a table of the binary, as data: nothing runs at startup. In a plugin's own
//! library that table has one entry, which is not used.
//!
//! A binary has one copy of this crate for the host and all plugins, so addresses do not tell which plugin code belongs to.
//! Instead, `context` knows for each thread whose code runs. So objects, threads and panics of several plugins in one binary are
//! told apart as those of several libraries are.
//!
//! - `plugin`: one plugin of this binary, and its items
//! - `context`: whose code runs on this thread
//! - `keep`: a keep that knows its plugin
//! - `panics`: panics of linked plugins
//! - `attach`: gives a plugin to a swapper

mod attach;
pub(crate) mod context;
pub(crate) mod keep;
mod panics;
mod plugin;

pub use attach::{Attached, Taken};
pub(crate) use plugin::LinkedRef;
pub use plugin::{LINKED, Linked, Stray};
