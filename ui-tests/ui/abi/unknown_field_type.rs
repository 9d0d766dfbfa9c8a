#[derive(hotswap::Abi)]
struct Queue {
    first: Jbo,
    others: Vec<Jbo>,
    last: Option<(u8, Jbo)>,
}

fn main() {}
