use hotswap::prelude::*;

struct World<'a> {
    name: &'a str,
}

#[hotswap::plugin]
impl Plugin for World<'_> {}

fn main() {}
