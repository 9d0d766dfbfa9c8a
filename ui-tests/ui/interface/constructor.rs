use hotswap::prelude::*;

#[hotswap::interface]
pub trait Shop {
    fn new() -> Self;
    fn of_size(size: u32) -> Self
    where
        Self: Sized;
    fn open(&self);
}

struct Stand;

impl Shop for Stand {
    fn new() -> Self {
        Self
    }
    fn of_size(_: u32) -> Self {
        Self
    }
    fn open(&self) {}
}

fn shop() -> Obj<dyn Shop> {
    let shop = Obj::new(Stand::new());
    Shop::open(&shop);
    shop
}

fn main() {}
