use hotswap::prelude::*;

struct World;

#[plugin_fn]
impl World {
    fn hum() {}
}

fn main() {}
