use hotswap::prelude::*;

#[plugin_fn(name = 5)]
fn number() {}

#[plugin_fn(name)]
fn nothing() {}

#[plugin_fn(crate = "hotswap")]
fn text() {}

#[derive(hotswap::Abi)]
struct Job {
    #[hotswap(recursive = true)]
    next: Option<Box<Job>>,
}

fn main() {}
