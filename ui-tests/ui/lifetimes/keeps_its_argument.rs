use hotswap::prelude::*;

#[plugin_fn]
fn literal(_name: &'static str) {}

#[plugin_fn]
fn numbers(_numbers: &'static [u8]) {}

fn main() {}
