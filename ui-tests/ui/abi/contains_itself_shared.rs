use std::cell::RefCell;
use std::rc::{Rc, Weak};

#[derive(hotswap::Abi)]
struct Node {
    parent: Option<Weak<Node>>,
    children: Vec<Rc<RefCell<Self>>>,
}

#[derive(hotswap::Abi)]
enum Tree<T> {
    Leaf(T),
    Many(Vec<Rc<Tree<T>>>),
}

fn main() {}
