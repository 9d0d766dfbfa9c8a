use hotswap::prelude::*;

trait Greet {
    #[live_fn]
    fn greet(&self);
}

fn main() {}
