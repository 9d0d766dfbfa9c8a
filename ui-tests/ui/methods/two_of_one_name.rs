use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn sing(&self) {}
}

#[plugin_fn]
fn sing() {}

fn main() {}
