use hotswap::prelude::*;

mod inner {}

#[derive(Default)]
struct World;

#[hotswap::plugin(items = [inner, unknown])]
impl Plugin for World {}

fn main() {}
