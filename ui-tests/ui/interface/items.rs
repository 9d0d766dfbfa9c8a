
#[hotswap::interface]
pub trait Everything {
    const LIMIT: usize;
    type Item;
    fn method(&self);
}

fn main() {}
