
#[hotswap::interface]
pub trait Store<T> {
    fn put(&self, item: T);
}

#[hotswap::interface]
pub trait Names<'a> {
    fn put(&self, name: &'a str);
}

#[hotswap::interface]
pub trait Any {
    fn put<T>(&self, item: T);
    fn list(&self, items: impl Iterator<Item = u8>);
    fn array<const N: usize>(&self, items: [u8; N]);
}

#[hotswap::interface]
pub trait Where
where
    Self: Send,
{
    fn put(&self)
    where
        Self: Sync;
}

fn main() {}
