use hotswap::prelude::*;

struct World {
    size: u32,
}

#[hotswap::plugin]
impl Plugin for World {}

fn main() {}
