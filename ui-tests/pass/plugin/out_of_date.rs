//! What is out of date is warned of where the user wrote it, and not where it is called by name.

#![deny(warnings)]

use hotswap::prelude::*;

#[derive(Default)]
#[deprecated]
struct World;

#[hotswap::plugin]
#[allow(deprecated)]
impl Plugin for World {}

#[derive(hotswap::Abi)]
#[deprecated]
struct Job {
    number: u32,
}

#[plugin_fn]
#[expect(deprecated)]
fn run_again(job: Job) -> u32 {
    job.number
}

#[derive(hotswap::Abi)]
enum Step {
    Run,
    #[deprecated]
    Wait {
        seconds: u8,
    },
}

#[plugin_fn]
#[deprecated]
fn hum() -> Step {
    Step::Run
}

#[live_fn]
#[allow(deprecated)]
fn run(job: Job) -> u32 {
    job.number
}

fn main() {}
