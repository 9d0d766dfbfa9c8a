use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    clock: u32,
    shared: std::sync::Arc<dyn Clock>,
    lent: &'static dyn Clock,
    several: Vec<Obj<dyn Clock>>,
    function: fn() -> u64,
}

fn main() {}
