use hotswap::prelude::*;

struct Job;

#[plugin_fn]
fn run(_jobs: &[Job]) {}

#[plugin_fn]
fn run_all(_jobs: &[Vec<Job>]) {}

fn main() {}
