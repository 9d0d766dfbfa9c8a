struct Job;

#[derive(hotswap::Abi)]
enum Step {
    Run(Job),
    RunAll { jobs: Vec<Job> },
}

fn main() {}
