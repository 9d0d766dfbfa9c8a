use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin for World;

fn main() {}
