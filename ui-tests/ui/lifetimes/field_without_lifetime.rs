#[derive(hotswap::Abi)]
struct Word {
    text: &str,
}

fn main() {}
