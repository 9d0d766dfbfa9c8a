use hotswap::prelude::*;

struct Job;

#[hotswap::interface]
pub trait Queue {
    async fn push(&self, job: Job);
    async fn next(&self) -> &str;
}

#[plugin_fn]
async fn run(_job: Job) {}

#[live_fn]
async fn keep(_name: &'static str) -> &str {
    ""
}

fn main() {}
