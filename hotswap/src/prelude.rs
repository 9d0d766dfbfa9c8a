//! What a plugin crate needs, in one line: `use hotswap::prelude::*;`.

pub use crate::{LiveData, LiveFn, Plugin, Vault, live_fn, plugin_fn};
