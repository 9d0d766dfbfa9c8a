use hotswap::prelude::*;

#[plugin_fn]
fn rename(_names: Option<&mut String>, _list: &mut [u8]) {}

fn main() {}
