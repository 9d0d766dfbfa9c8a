use hotswap::prelude::*;

#[derive(Default)]
struct World;

#[hotswap::plugin(name = "world")]
impl Plugin for World {}

#[plugin_fn(nmae = "hum")]
fn hum() {}

#[live_fn(colour = "green", thread)]
fn greet() {}

#[derive(hotswap::Abi)]
#[hotswap(krate = hotswap)]
struct Job {
    #[hotswap(recursve)]
    next: Option<Box<Job>>,
}

fn main() {}
