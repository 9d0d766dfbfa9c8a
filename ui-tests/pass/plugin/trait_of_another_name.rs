//! A plugin whose type has the name that the trait has elsewhere.

use hotswap::Plugin as HotPlugin;

#[derive(Default)]
struct Plugin;

#[hotswap::plugin]
impl HotPlugin for Plugin {}

fn main() {}
