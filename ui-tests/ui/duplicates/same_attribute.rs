use hotswap::prelude::*;

#[plugin_fn]
#[plugin_fn]
fn hum() {}

#[live_fn]
#[hotswap::live_fn(name = "meet")]
fn greet() {}

#[derive(Default)]
struct World;

#[hotswap::plugin]
#[hotswap::plugin]
impl Plugin for World {}

#[hotswap::interface]
#[hotswap::interface]
trait Clock {
    fn now(&self) -> u64;
}

fn main() {}
