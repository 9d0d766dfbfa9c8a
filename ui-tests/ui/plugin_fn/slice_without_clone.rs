use hotswap::prelude::*;

#[derive(hotswap::Abi)]
struct Job;

#[plugin_fn]
fn run(_jobs: &[Job]) {}

fn main() {}
