use hotswap::prelude::*;

struct Job;

#[plugin_fn]
fn run(_job: Job) {}

#[live_fn]
extern "C" fn wait() {}

#[derive(hotswap::Abi)]
union Bits {
    int: u32,
    float: f32,
}

#[hotswap::plugin(name = "world")]
impl Plugin for World {}

#[derive(Default)]
struct World;

#[plugin_fn]
fn next() -> Job {
    Job
}

fn main() {}
