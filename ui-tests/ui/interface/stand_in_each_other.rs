use hotswap::prelude::*;

#[hotswap::interface]
pub trait Shop {
    fn owner(&self) -> Obj<dyn Owner>;
}

#[hotswap::interface]
pub trait Owner {
    fn shops(&self) -> Vec<Obj<dyn Shop>>;
}

fn main() {}
