use hotswap::prelude::*;

#[plugin_fn]
enum Hum {
    Loud,
}

fn main() {}
