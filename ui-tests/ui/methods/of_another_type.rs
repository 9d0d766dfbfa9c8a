use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

pub struct Moon;

#[hotswap::methods]
impl Moon {
    #[plugin_fn]
    fn shine(&self) {}
}

fn main() {}
