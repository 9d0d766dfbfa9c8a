use hotswap::prelude::*;

#[plugin_fn]
fn maybe(_name: Option<&'static str>) {}

#[live_fn]
fn pairs(_pairs: Vec<(&str, u8)>) {}

fn main() {}
