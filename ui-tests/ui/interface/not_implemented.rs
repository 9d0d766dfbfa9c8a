use hotswap::prelude::*;


#[hotswap::interface]
pub trait Shop {
    fn open(&self);
}

struct Closed;

struct NotShared(std::cell::Cell<u8>);

impl Shop for NotShared {
    fn open(&self) {}
}

fn main() {
    let shop = Obj::<dyn Shop>::new(Closed);
}
