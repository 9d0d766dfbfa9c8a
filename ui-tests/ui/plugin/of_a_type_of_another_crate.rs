use hotswap::prelude::*;

#[hotswap::plugin]
impl Plugin for String {}

fn main() {}
