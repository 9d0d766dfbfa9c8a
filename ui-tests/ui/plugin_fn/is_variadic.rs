use hotswap::prelude::*;

#[plugin_fn]
unsafe extern "C" fn sum(_numbers: ...) {}

fn main() {}
