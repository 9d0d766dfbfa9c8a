use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn other(&self) -> Self {
        World
    }

    #[plugin_fn]
    fn join(&self, other: Vec<Self>) {}
}

fn main() {}
