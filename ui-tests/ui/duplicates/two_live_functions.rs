use hotswap::prelude::*;

#[live_fn]
fn greet() {}

fn inside() {
    #[live_fn]
    fn greet() {}
}

fn main() {}
