
#[hotswap::interface]
pub trait Counter {
    fn add(&mut self, n: u32);
    fn finish(self) -> u32;
    fn boxed(self: Box<Self>);
    fn nobody(n: u32) -> u32;
}

fn main() {}
