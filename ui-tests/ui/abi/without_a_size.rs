#[derive(hotswap::Abi)]
struct Names {
    all: Vec<str>,
    pair: (u8, [u8]),
}

#[derive(hotswap::Abi)]
struct Name {
    text: str,
}

fn main() {}
