#[derive(hotswap::Abi)]
mod job {}

fn main() {}
