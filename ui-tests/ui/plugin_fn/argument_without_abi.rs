use hotswap::prelude::*;

struct Job;

#[plugin_fn]
fn run(_first: u8, _job: Job) {}

#[plugin_fn]
fn run_all(_jobs: Vec<Job>) {}

fn main() {}
