use hotswap::prelude::*;

#[derive(Default)]
pub struct World;

#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::methods]
impl World {
    #[plugin_fn]
    fn grow(&mut self) {}

    #[live_fn]
    fn shrink(self: &mut Self) {}
}

fn main() {}
