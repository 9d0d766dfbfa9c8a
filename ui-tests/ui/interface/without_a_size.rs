use hotswap::prelude::*;

#[hotswap::interface]
pub trait Shop {
    fn sell(&self, item: str);
    fn all(&self) -> [u8];
    fn each(&self, _then: dyn Fn()) {}
    fn owner(&self) -> Vec<dyn Owner>;
}

#[hotswap::interface]
pub trait Owner {}

fn shop(shop: &Obj<dyn Owner>) -> Obj<dyn Owner> {
    shop.clone()
}

fn main() {}
