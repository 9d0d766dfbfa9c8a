use hotswap::prelude::*;

#[live_fn]
enum Greet {
    Loud,
}

fn main() {}
