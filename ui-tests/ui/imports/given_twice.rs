use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
#[hotswap(crate = hotswap)]
#[hotswap(crate = hotswap)]
pub struct Deps {
    #[hotswap(optional)]
    #[hotswap(optional)]
    clock: Option<Obj<dyn Clock>>,
    #[hotswap(plugin = "a", plugin = "b")]
    other: Obj<dyn Clock>,
    #[hotswap(optional = true)]
    third: Option<Obj<dyn Clock>>,
    #[hotswap(plugin = 3)]
    fourth: Obj<dyn Clock>,
}

fn main() {}
