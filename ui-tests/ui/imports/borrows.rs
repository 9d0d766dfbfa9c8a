use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps<'a> {
    clock: &'a Obj<dyn Clock>,
}

fn main() {}
