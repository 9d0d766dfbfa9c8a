
#[hotswap::interface]
pub trait Everything {
    const LIMIT: usize;
    type Item;
    fn method(&self);
    pub fn visible(&self);
}

#[hotswap::interface]
pub trait Twice {
    fn method(&self);
    fn method(&self, n: u32);
}

fn main() {}
