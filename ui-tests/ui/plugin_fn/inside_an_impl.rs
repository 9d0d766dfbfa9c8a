use hotswap::prelude::*;

struct World;

impl World {
    #[plugin_fn]
    fn new(_size: u32) -> Option<Self> {
        None
    }

    #[plugin_fn]
    fn merge(_worlds: Vec<Self>) {}
}

fn main() {}
