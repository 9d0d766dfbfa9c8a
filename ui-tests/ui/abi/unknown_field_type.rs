#[derive(hotswap::Abi)]
struct Queue {
    first: Jbo,
}

fn main() {}
