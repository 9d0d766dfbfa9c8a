use hotswap::prelude::*;

struct World;

impl World {
    #[plugin_fn]
    fn hum() {}
}

fn main() {}
