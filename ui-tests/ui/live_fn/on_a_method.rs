use hotswap::prelude::*;

struct World;

impl World {
    #[live_fn]
    fn greet(&mut self, _name: &str) {}

    #[live_fn]
    fn meet(self) {}
}

fn main() {}
