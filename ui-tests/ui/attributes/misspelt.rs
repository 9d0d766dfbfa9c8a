use hotswap::prelude::*;

#[plugin_fn(nam = "hum")]
fn hum() {}

#[live_fn(names = "greet")]
fn greet() {}

#[live_fn(Name = "meet")]
fn meet() {}

#[derive(Default)]
struct World;

#[hotswap::plugin(crat = hotswap)]
impl Plugin for World {}

fn main() {}
