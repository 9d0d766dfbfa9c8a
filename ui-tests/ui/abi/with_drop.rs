#[derive(hotswap::Abi)]
struct Job {
    name: String,
}

impl Drop for Job {
    fn drop(&mut self) {}
}

fn main() {}
