use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub enum Deps {
    Clock(Obj<dyn Clock>),
}

fn main() {}
