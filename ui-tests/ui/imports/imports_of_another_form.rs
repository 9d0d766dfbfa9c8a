use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = dyn Clock)]
impl Plugin for World {}

#[derive(Default)]
pub struct Moon;

#[hotswap::plugin(imports = Obj<dyn Clock>)]
impl Plugin for Moon {}

fn main() {}
