#[derive(hotswap::Abi)]
#[hotswap(recursive)]
struct Job {
    #[hotswap(crate = hotswap)]
    next: Option<Box<Job>>,
}

fn main() {}
