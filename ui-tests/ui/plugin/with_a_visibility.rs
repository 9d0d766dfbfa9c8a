use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
pub impl Plugin for World {}

fn main() {}
