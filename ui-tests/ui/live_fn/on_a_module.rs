use hotswap::prelude::*;

#[live_fn]
mod greet {}

fn main() {}
