use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

pub struct Deps {
    pub clock: Obj<dyn Clock>,
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = Deps)]
impl Plugin for World {}

fn main() {}
