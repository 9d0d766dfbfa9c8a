use hotswap::prelude::*;

#[live_fn]
struct Greet;

fn main() {}
