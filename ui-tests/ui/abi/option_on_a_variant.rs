#[derive(hotswap::Abi)]
enum Tree {
    Leaf,
    #[hotswap(recursive)]
    Node(Vec<Tree>),
}

fn main() {}
