use hotswap::prelude::*;

#[hotswap::interface]
pub trait Clock {
    fn now(&self) -> u64;
}

#[derive(Imports)]
pub struct Deps {
    #[hotswap(plugin = "libclock.so")]
    file: Obj<dyn Clock>,
    #[hotswap(plugin = "plugins/clock")]
    path: Obj<dyn Clock>,
    #[hotswap(plugin = "clock ")]
    space: Obj<dyn Clock>,
}

fn main() {}
