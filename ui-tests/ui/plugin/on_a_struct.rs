use hotswap::prelude::*;

#[hotswap::plugin]
#[derive(Default)]
struct World;

impl Plugin for World {}

fn main() {}
