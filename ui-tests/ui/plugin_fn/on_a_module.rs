use hotswap::prelude::*;

#[plugin_fn]
mod hum {}

fn main() {}
