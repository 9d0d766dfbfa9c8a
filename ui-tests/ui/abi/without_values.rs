#[derive(hotswap::Abi)]
enum Never {}

#[derive(hotswap::Abi)]
union Bits {
    int: u32,
    float: f32,
}

fn main() {}
