use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    const SIZE: u32 = 1;
}

fn main() {}
