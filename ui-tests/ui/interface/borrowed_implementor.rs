
#[hotswap::interface]
pub trait Shop {
    fn open(&self);
}

struct Stand<'a>(&'a str);

impl Shop for Stand<'_> {
    fn open(&self) {}
}

fn main() {}
