use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
#[hotswap::methods]
impl World {
    #[plugin_fn]
    #[hotswap::plugin_fn(name = "other")]
    fn sing(&self) {}
}

fn main() {}
