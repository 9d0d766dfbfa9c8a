use hotswap::prelude::*;

#[plugin_fn]
fn names(_names: &&str, _list: &[&str]) {}

fn main() {}
