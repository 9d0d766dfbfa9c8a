use hotswap::prelude::*;

#[plugin_fn(crate)]
fn nothing() {}

#[plugin_fn(crate = 5)]
fn number() {}

#[live_fn(crate = hotswap())]
fn call() {}

#[derive(Default)]
struct World;

#[hotswap::plugin(crate = "hotswap")]
impl Plugin for World {}

fn main() {}
