#[derive(hotswap::Abi)]
fn hum() {}

fn main() {}
