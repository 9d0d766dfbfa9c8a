use hotswap::prelude::*;

struct Job;

#[live_fn]
fn next() -> Option<Job> {
    None
}

#[live_fn]
fn by_number() -> std::collections::HashMap<u32, Job> {
    Default::default()
}

fn main() {}
