use hotswap::prelude::*;

#[plugin_fn]
fn text(_text: str) {}

#[plugin_fn]
fn list(_list: Box<[u8]>) {}

fn main() {}
