use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
union Deps {
    clock: std::mem::ManuallyDrop<Obj<dyn Clock>>,
}

#[derive(Imports)]
fn function() {}

#[derive(Imports)]
mod module {}

#[derive(Imports)]
trait Trait {}

struct World;

#[derive(Imports)]
impl World {}

impl World {
    #[derive(Imports)]
    fn method(&self) {}
}

fn main() {}
