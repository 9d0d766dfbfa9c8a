use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

pub trait Sing {
    fn sing(&self);
}

#[hotswap::methods]
impl Sing for World {
    #[plugin_fn]
    fn sing(&self) {}
}

fn main() {}
