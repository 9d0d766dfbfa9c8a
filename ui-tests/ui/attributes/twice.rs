use hotswap::prelude::*;

#[plugin_fn(name = "a", name = "b")]
fn hum() {}

#[derive(hotswap::Abi)]
#[hotswap(crate = hotswap)]
#[hotswap(crate = hotswap)]
struct Job {
    #[hotswap(recursive, recursive)]
    next: Option<Box<Job>>,
}

fn main() {}
