use hotswap::prelude::*;

#[live_fn]
trait Greet {
    fn greet(&self);
}

fn main() {}
