use std::rc::Rc;

struct Job;

#[derive(hotswap::Abi)]
struct Queue {
    name: String,
    jobs: Vec<Job>,
    shared: Rc<u8>,
}

#[derive(hotswap::Abi)]
enum Step {
    Start,
    Run(u8, Job),
}

fn main() {}
