use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

pub struct Cache;

#[derive(Imports)]
pub struct Deps {
    clock: Obj<dyn Clock>,
    #[hotswap(skip)]
    cache: Cache,
}

fn main() {}
