use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin]
impl Plugin World {}

fn main() {}
