use hotswap::prelude::*;


#[hotswap::interface]
pub trait OnTick {
    fn tick(&self, n: u32) -> bool;
}

#[hotswap::interface]
pub trait Two {
    fn one(&self);
    fn two(&self);
}

fn main() {
    Obj::<dyn Two>::from_fn(|| {});
    Obj::<dyn OnTick>::from_fn(|| true);
    Obj::<dyn OnTick>::from_fn(|n: u32| n);
}
