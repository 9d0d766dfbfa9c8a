use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(exports = dyn Clock)]
impl Plugin for World {}

fn main() {}
