#[derive(hotswap::Abi)]
struct Callback {
    name: String,
    then: fn(u32) -> u32,
}

#[derive(hotswap::Abi)]
enum Shared {
    Address(*const u8),
}

fn main() {}
