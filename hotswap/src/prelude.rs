//! What a plugin crate needs, in one line: `use hotswap::prelude::*;`.

pub use crate::{
    Imports, Live, LiveData, LiveFn, LiveType, Obj, Plugin, Vault, interface, live_fn, live_type,
    plugin_fn,
};
