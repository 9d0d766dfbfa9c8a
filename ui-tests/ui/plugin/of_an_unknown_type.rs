use hotswap::prelude::*;

#[hotswap::plugin]
impl Plugin for Wrold {}

fn main() {}
