//! The cases of `ui/abi`, as the messages say they should be.

#[derive(hotswap::Abi)]
struct Job;

#[derive(hotswap::Abi)]
struct Queue<T>(Vec<T>);

#[derive(hotswap::Abi)]
enum Step {
    Start,
    Run(u8, Job),
    RunAll { jobs: Queue<Job> },
}

#[derive(hotswap::Abi)]
enum Bits {
    Int(u32),
    Float(f32),
}

#[derive(hotswap::Abi)]
enum Once {
    Upon,
}

#[derive(hotswap::Abi)]
struct Line {
    text: String,
    callback_name: String,
    data: Vec<u8>,
}

#[derive(hotswap::Abi)]
enum Tree {
    Leaf,
    Node(#[hotswap(recursive)] Vec<Tree>),
}

fn main() {}
