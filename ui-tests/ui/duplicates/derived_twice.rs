#[derive(hotswap::Abi, hotswap::Abi)]
struct Job;

#[derive(hotswap::Imports, hotswap::Imports)]
struct Deps {}

fn main() {}
