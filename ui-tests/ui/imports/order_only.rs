use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    #[hotswap(order_only)]
    clock: Obj<dyn Clock>,
    silent: (),
}

fn main() {}
