use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

pub trait Plain {}

#[derive(Imports)]
pub struct Deps {
    clock: Obj<dyn Plain>,
}

fn main() {}
