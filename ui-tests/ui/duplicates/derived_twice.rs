#[derive(hotswap::Abi, hotswap::Abi)]
struct Job;

fn main() {}
