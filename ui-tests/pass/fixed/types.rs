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

#[derive(hotswap::Abi)]
struct Folder {
    #[hotswap(recursive)]
    files: Vec<File>,
}

#[derive(hotswap::Abi)]
struct File {
    folder: Option<Box<Folder>>,
}

#[derive(hotswap::Abi)]
struct Node {
    next: Option<Box<Node>>,
    children: Vec<Self>,
}

#[derive(hotswap::Abi, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Place;

#[derive(hotswap::Abi)]
struct Visits {
    all: Vec<std::collections::HashMap<Place, u32>>,
    sorted: std::collections::BTreeSet<Place>,
}

/// Has a `Drop`, and is an object.
struct Lock;

#[hotswap::interface]
trait Locked {}

impl Locked for Lock {}

impl Drop for Lock {
    fn drop(&mut self) {}
}

#[hotswap::plugin_fn]
fn lock() -> hotswap::Obj<dyn Locked> {
    hotswap::Obj::new(Lock)
}

fn main() {}
