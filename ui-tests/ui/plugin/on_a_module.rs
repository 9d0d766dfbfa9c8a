#[hotswap::plugin]
mod world {}

fn main() {}
