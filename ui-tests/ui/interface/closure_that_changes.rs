use hotswap::prelude::*;

#[hotswap::interface]
pub trait OnTick {
    fn tick(&self, n: u32);
}

fn main() {
    let mut ticks = Vec::new();
    Obj::<dyn OnTick>::from_fn(move |n| ticks.push(n));
}
