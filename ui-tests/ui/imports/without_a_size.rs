use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    clock: dyn Clock,
}

#[derive(Imports)]
pub struct Skipped {
    #[hotswap(skip)]
    name: str,
}

fn main() {}
