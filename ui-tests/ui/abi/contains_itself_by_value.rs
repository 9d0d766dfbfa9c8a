#[derive(hotswap::Abi)]
struct Node {
    next: Option<Node>,
}

#[derive(hotswap::Abi)]
struct Pair {
    both: (u8, [Pair; 2]),
}

#[derive(hotswap::Abi)]
enum Step {
    Last,
    Next { step: Step },
}

fn main() {}
