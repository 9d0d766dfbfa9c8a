use hotswap::prelude::*;

struct Job;

#[live_fn]
fn first(_job: Job, _second: u8, _third: (u8, Job)) {}

fn main() {}
