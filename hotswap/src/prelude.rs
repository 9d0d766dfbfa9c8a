//! What a plugin crate needs, in one line: `use hotswap::prelude::*;`.

pub use crate::{Imports, LiveData, LiveFn, Obj, Plugin, Vault, interface, live_fn, plugin_fn};
