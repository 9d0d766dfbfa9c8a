use hotswap::prelude::*;

#[hotswap::interface]
pub trait OnTick {
    fn tick(&self, n: u32);
}

// An object is shared between threads, and outlives whoever made it.
fn main() {
    let not_shared = std::rc::Rc::new(1);
    Obj::<dyn OnTick>::from_fn(move |n| assert_eq!(n, *not_shared));
}
