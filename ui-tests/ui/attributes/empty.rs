#[derive(hotswap::Abi)]
#[hotswap = recursive]
struct Job {
    #[hotswap]
    next: Option<Box<Job>>,
}

fn main() {}
