use hotswap::prelude::*;

#[hotswap::interface]
pub trait OnTick {
    async fn tick(&self, n: u32);
}

fn main() {
    let _ = Obj::<dyn OnTick>::from_fn(|_n| ());
}
