use hotswap::prelude::*;

#[plugin_fn(name = "")]
fn empty() {}

#[live_fn(name = "  ")]
fn blank() {}

fn main() {}
