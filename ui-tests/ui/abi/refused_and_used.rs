//! What is wrong with a type is said there, and not where it is used.

use hotswap::prelude::*;

#[derive(hotswap::Abi)]
struct Job {
    name: &'static str,
}

#[derive(hotswap::Abi)]
struct Queue<T: Clone> {
    jobs: Vec<Job>,
    then: fn(T),
}

#[hotswap::interface]
pub trait Office {
    fn next(&self, after: Job) -> Option<Queue<u8>>;
}

#[plugin_fn]
fn run(_job: Job, _others: Vec<Job>) -> hotswap::Result<Queue<u8>> {
    Err(hotswap::Error::msg("busy"))
}

fn main() {}
