#[derive(hotswap::Abi)]
trait Job {}

fn main() {}
