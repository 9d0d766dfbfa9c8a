use hotswap::prelude::*;

#[hotswap::interface]
pub trait Shop {
    fn each(&self, visit: impl Fn(u32) -> bool);
    fn sorted<F: Fn(u32, u32) -> bool>(&self, before: F);
    fn chosen<F>(&self, is: F)
    where
        F: Fn(u32) -> bool;
    fn later(&self, then: Obj<dyn Fn(u32)>);
}

fn main() {}
