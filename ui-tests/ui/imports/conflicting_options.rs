use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    #[hotswap(optional, order_only)]
    both: Option<Obj<dyn Clock>>,
    #[hotswap(skip, plugin = "clock")]
    neither: u32,
    #[hotswap(plugin = "")]
    nameless: Obj<dyn Clock>,
    #[hotswap(plugn = "clock")]
    misspelt: Obj<dyn Clock>,
}

fn main() {}
