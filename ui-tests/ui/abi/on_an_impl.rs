struct Job;

#[derive(hotswap::Abi)]
impl Job {}

fn main() {}
