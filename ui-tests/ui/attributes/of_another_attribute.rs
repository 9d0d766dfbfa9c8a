use hotswap::prelude::*;

#[plugin_fn(recursive)]
fn hum() {}

#[derive(hotswap::Abi)]
#[hotswap(name = "job")]
struct Job {
    #[hotswap(name = "id")]
    number: u8,
}

fn main() {}
