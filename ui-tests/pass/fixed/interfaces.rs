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

#[hotswap::interface]
pub trait Is {
    fn is(&self, n: u32) -> bool;
}

#[hotswap::interface]
pub trait Chooser {
    fn chosen(&self, is: Obj<dyn Is>) -> Vec<u32>;
    fn kept(&self, itself: Obj<dyn Chooser>);
}

#[live_fn]
fn make_counter() -> Obj<dyn Counter> {
    Obj::new(Mine(Mutex::new(0)))
}

fn even() -> Obj<dyn Is> {
    Obj::<dyn Is>::from_fn(|n| n % 2 == 0)
}

fn extend(vault: &Vault) -> hotswap::Result<()> {
    vault.set_extension::<dyn Is>(even())?;
    vault.set_extension::<dyn Counter>(std::sync::Arc::new(Mine(Mutex::new(1))))
}

fn main() {
    let counter = Obj::<dyn Counter>::new(Mine(Mutex::new(1)));
    counter.add(nobody(1));
}
