#[derive(hotswap::Abi)]
struct Id<T> {
    number: u64,
}

#[derive(hotswap::Abi)]
enum Step<T> {
    Run(u8),
}

fn main() {}
