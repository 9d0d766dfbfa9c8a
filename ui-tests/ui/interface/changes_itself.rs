use hotswap::prelude::*;


// The error is one, where it is made; those who use the interface have none.
#[hotswap::interface]
pub trait Counter {
    fn add(&mut self, n: u32);
}

struct Mine;

impl Counter for Mine {
    fn add(&mut self, _: u32) {}
}

#[plugin_fn]
fn counter() -> Obj<dyn Counter> {
    let mut counter = Obj::<dyn Counter>::new(Mine);
    counter.add(1);
    counter
}

fn main() {}
