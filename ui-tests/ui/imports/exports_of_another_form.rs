use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Default)]
pub struct World;

#[hotswap::plugin(exports = Clock, imports = "Deps")]
impl Plugin for World {}

fn main() {}
