//! The cases of `ui/interface`, as the messages say they should be.

use hotswap::prelude::*;
use std::sync::Mutex;

#[hotswap::interface]
pub trait Visitor {}

#[hotswap::interface]
pub trait Visit {
    fn visit(&self, number: u32);
}

#[derive(hotswap::Abi, Clone)]
pub struct Item(u8);

#[derive(hotswap::Abi)]
pub struct Twelve(u8, u8);

#[hotswap::interface]
pub trait Shop {
    fn visit(&self, visitor: Obj<dyn Visitor>);
    fn welcome(&self, visitor: &Obj<dyn Visitor>);
    fn each(&self, visit: Obj<dyn Visit>);
    fn change(&self, list: Vec<u8>) -> Vec<u8>;
    fn keep(&self, name: &str);
    fn same(&self, other: Obj<dyn Shop>) -> Obj<dyn Shop>;
    fn name(&self) -> String;
    fn never(&self);
    fn put(&self, item: Item, items: &[Item]) -> hotswap::Result<Item>;
    fn much(&self, all: Twelve);
    fn limit(&self) -> usize;
    fn base(&self) -> Obj<dyn Visitor>;
}

#[hotswap::interface]
pub trait Counter {
    fn add(&self, n: u32);
}

struct Mine(Mutex<u32>);

impl Counter for Mine {
    fn add(&self, n: u32) {
        *self.0.lock().unwrap() += n;
    }
}

#[plugin_fn]
fn nobody(n: u32) -> u32 {
    n
}

#[hotswap::interface]
pub trait Owner {
    #[hotswap(recursive)]
    fn stands(&self) -> Vec<Obj<dyn Stand>>;
}

#[hotswap::interface]
pub trait Stand {
    fn owner(&self) -> Obj<dyn Owner>;
}

fn main() {
    let counter = Obj::<dyn Counter>::new(Mine(Mutex::new(1)));
    counter.add(nobody(1));
}
