#[hotswap::interface]
pub trait Shop {
    fn keep(&'static self);
    fn keep_too(self: &'static Self, n: u32);
    fn keep_by_bound<'a: 'static>(&'a self);
}

fn main() {}
