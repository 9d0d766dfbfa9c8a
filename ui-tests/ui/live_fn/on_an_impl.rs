use hotswap::prelude::*;

struct World;

#[live_fn]
impl World {}

fn main() {}
