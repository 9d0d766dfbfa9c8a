#[hotswap::plugin]
fn world() -> u8 {
    1
}

fn main() {}
