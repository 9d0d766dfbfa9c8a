use hotswap::prelude::*;

struct Job;

#[derive(hotswap::Abi)]
struct Queue<T>(Vec<T>);

#[plugin_fn]
fn drain(_queue: Queue<Job>) {}

fn main() {}
