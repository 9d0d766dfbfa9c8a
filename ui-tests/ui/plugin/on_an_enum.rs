use hotswap::prelude::*;

#[hotswap::plugin]
#[derive(Default)]
enum World {
    #[default]
    Flat,
}

impl Plugin for World {}

fn main() {}
