use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(hotswap::Imports)]
pub struct Deps {
    pub clock: Obj<dyn Clock>,
    #[hotswap(skip)]
    pub seen: std::cell::Cell<u64>,
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = Deps)]
impl Plugin for World {}

fn main() {}
