use hotswap::prelude::*;

#[derive(Default)]
struct World;

impl Plugin for World {
    #[hotswap::plugin]
    fn on_free(&self) {}
}

fn main() {}
