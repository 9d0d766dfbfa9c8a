use hotswap::prelude::*;

#[plugin_fn]
fn greet(_name: Option<&str>) {}

fn main() {}
