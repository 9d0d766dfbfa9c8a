//! A crate that forbids unsafe code may be a plugin all the same: what is unsafe is generated.

#![forbid(unsafe_code)]

use hotswap::prelude::*;

#[derive(Default)]
struct Strict;

#[hotswap::plugin]
impl Plugin for Strict {}

#[derive(hotswap::Abi)]
struct Node<T> {
    value: T,
    next: Option<Box<Node<T>>>,
    #[hotswap(recursive)]
    others: Vec<Node<T>>,
}

#[derive(hotswap::Abi)]
enum Choice {
    None,
    One(Node<u8>),
}

#[plugin_fn]
fn first(choice: Choice) -> Option<u8> {
    match choice {
        Choice::None => None,
        Choice::One(node) => node.next.map(|next| next.value),
    }
}

#[live_fn]
fn count(node: Node<String>) -> usize {
    node.others.len() + node.value.len()
}

#[test]
fn the_functions_are_in_the_table() {
    assert_eq!(hotswap::root::ITEMS.len(), 2);
}
