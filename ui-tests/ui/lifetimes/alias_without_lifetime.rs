use hotswap::prelude::*;

type Name<'a> = &'a str;

#[plugin_fn]
fn greet(_name: Name) {}

fn main() {}
