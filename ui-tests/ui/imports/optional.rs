use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    #[hotswap(optional)]
    certain: Obj<dyn Clock>,
    silent: Option<Obj<dyn Clock>>,
}

fn main() {}
