use hotswap::prelude::*;

// The error is one a condition; those who use the interface have none.
#[hotswap::interface]
pub trait Shop {
    #[cfg(windows)]
    fn close(&self, item: Unknown);
    #[cfg_attr(unix, cfg(windows))]
    fn shut(&self);
    fn sell(&self, #[cfg(unix)] item: u32);
    #[cfg_attr(unix, doc = "this one is there")]
    fn open(&self);
}

fn open(shop: &Obj<dyn Shop>) {
    shop.open();
}

fn main() {}
