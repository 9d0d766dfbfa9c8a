use hotswap::prelude::*;

#[hotswap::interface]
trait Clock {
    fn now(&self) -> u64;
}

#[derive(Default)]
struct World;

#[derive(Default)]
struct Moon;

#[derive(Default)]
struct Sun;

#[hotswap::plugin(exports = Obj<dyn Clock>)]
impl Plugin for World {}

#[hotswap::plugin(exports = Box<dyn Clock>)]
impl Plugin for Moon {}

#[hotswap::plugin(exports = impl Clock)]
impl Plugin for Sun {}

fn main() {}
