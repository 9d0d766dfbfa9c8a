struct Job;

#[derive(hotswap::Abi)]
struct Queue<T>(Vec<T>);

#[derive(hotswap::Abi)]
struct Office {
    queue: Queue<Job>,
}

fn main() {}
