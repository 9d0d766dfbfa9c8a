#[derive(hotswap::Abi)]
struct Job {
    then: Option<fn()>,
    data: (u8, [*const u8; 2]),
}

fn main() {}
