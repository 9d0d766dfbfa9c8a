use hotswap::prelude::*;


#[hotswap::interface]
pub trait Shop {
    fn sell(&self, item: &str) -> u32;
}

fn use_it(shop: &Obj<dyn Shop>) {
    shop.sell(3);
    shop.buy();
    let n: u64 = shop.sell("x");
}

fn main() {}
