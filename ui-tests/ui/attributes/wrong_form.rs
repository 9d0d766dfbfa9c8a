use hotswap::prelude::*;

#[plugin_fn("hum")]
fn bare() {}

#[plugin_fn(name = "a" crate = hotswap)]
fn comma() {}

#[derive(hotswap::Abi)]
#[hotswap]
struct Empty;

#[derive(hotswap::Abi)]
#[hotswap = "recursive"]
struct Assigned;

fn main() {}
