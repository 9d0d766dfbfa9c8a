struct Job;

impl Job {
    #[derive(hotswap::Abi)]
    fn run(&self) {}
}

fn main() {}
