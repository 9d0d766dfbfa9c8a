use hotswap::prelude::*;

#[hotswap::interface]
pub trait Shop {
    fn sell(&self, item: Itme) -> Recipt;
    fn all(&self, items: &[Itme]) -> Vec<Itme>;
    fn owner(&self) -> Obj<dyn Onwer>;
}

fn main() {}
