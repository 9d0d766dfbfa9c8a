#[derive(hotswap::Abi)]
struct Job {
    run: Box<dyn Fn()>,
}

fn main() {}
