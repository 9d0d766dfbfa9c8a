use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps<T> {
    clock: Obj<dyn Clock>,
    #[hotswap(skip)]
    rest: Vec<T>,
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(imports = Deps<u8>)]
impl Plugin for World {}

fn main() {}
