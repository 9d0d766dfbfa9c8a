use hotswap::prelude::*;

type Name = &'static str;

#[plugin_fn]
fn alias(_name: Name) {}

fn main() {}
