use hotswap::prelude::*;

struct Job;

#[plugin_fn]
fn next() -> Job {
    Job
}

#[plugin_fn]
fn checked() -> hotswap::Result<Job> {
    Ok(Job)
}

fn main() {}
