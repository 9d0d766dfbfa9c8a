//! A crate that forbids unsafe code may be a plugin all the same: what is unsafe is generated.

#![forbid(unsafe_code)]

use hotswap::prelude::*;

#[derive(Default)]
struct Strict;

#[hotswap::plugin(imports = Needs, exports = dyn Other)]
impl Plugin for Strict {}

impl Other for Strict {
    fn shared(&self) -> Vec<Obj<dyn Shared>> {
        let needs = Strict::imports();
        needs.spare.iter().chain([&needs.shared]).cloned().collect()
    }
}

#[derive(Imports)]
struct Needs {
    shared: Obj<dyn Shared>,
    #[hotswap(optional)]
    spare: Option<Obj<dyn Shared>>,
}

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

#[hotswap::interface]
trait Shared {
    fn count(&self, nodes: &[String]) -> hotswap::Result<usize>;
    #[hotswap(recursive)]
    fn itself(&self, other: Obj<dyn Shared>) -> Obj<dyn Other>;
}

#[hotswap::interface]
trait Other {
    fn shared(&self) -> Vec<Obj<dyn Shared>>;
}

#[live_type(dyn Other, version = 2, upgrade = counted)]
#[derive(serde::Serialize, serde::Deserialize)]
struct Job(u32);

fn counted(count: u32) -> Job {
    Job(count)
}

impl Other for Job {
    fn shared(&self) -> Vec<Obj<dyn Shared>> {
        Vec::new()
    }
}

struct Both;

impl Shared for Both {
    fn count(&self, nodes: &[String]) -> hotswap::Result<usize> {
        Ok(nodes.len())
    }

    fn itself(&self, other: Obj<dyn Shared>) -> Obj<dyn Other> {
        Obj::<dyn Other>::from_fn(move || vec![other.clone()])
    }
}

#[plugin_fn]
fn shared() -> Obj<dyn Shared> {
    Obj::new(Both)
}

#[test]
fn objects_answer() {
    let other = shared().itself(shared());
    assert_eq!(other.shared()[0].count(&[String::new()]).unwrap(), 1);
}

#[test]
fn the_items_are_in_the_table() {
    assert_eq!(hotswap::root::ITEMS.len(), 4);
}
