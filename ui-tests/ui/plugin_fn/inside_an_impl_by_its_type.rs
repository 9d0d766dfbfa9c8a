use hotswap::prelude::*;

struct World;

impl World {
    const SIZE: usize = 3;

    #[plugin_fn]
    fn first(_one: <Self as Iterator>::Item) {}

    #[live_fn]
    fn all() -> [u8; Self::SIZE] {
        [1; Self::SIZE]
    }
}

impl Iterator for World {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        None
    }
}

fn main() {}
