//! What the host and its plugins share.

use hotswap::prelude::*;

/// Says whose it is.
#[hotswap::interface]
pub trait Shop {
    /// The name and version of whoever made it: `world 1`.
    fn owner(&self) -> String;
    /// How often this object was asked.
    fn count(&self) -> u64;
}

/// Something that plugins enter themselves in.
#[hotswap::interface]
pub trait Registry {
    /// Enters a name and an object.
    fn register(&self, name: &str, shop: Obj<dyn Shop>);
    /// The names, in the order in which they were entered.
    fn names(&self) -> Vec<String>;
}
