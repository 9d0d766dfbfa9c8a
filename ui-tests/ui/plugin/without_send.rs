use hotswap::prelude::*;
use std::cell::Cell;

#[derive(Default)]
struct World {
    size: Cell<u32>,
}

#[hotswap::plugin]
impl Plugin for World {}

fn main() {}
