
#[hotswap::interface]
pub trait Everything {
    const LIMIT: usize;
    type Item;
    fn method(&self);
    some_macro!();
}

fn main() {}
