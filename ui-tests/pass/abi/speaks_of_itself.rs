//! `Self` in places that are not a type of their own: lengths, paths of traits, bounds.

trait Sized8 {
    type Unit: hotswap::Abi;
}

#[derive(hotswap::Abi)]
struct Block {
    bytes: [u8; Self::SIZE],
    units: Vec<<Self as Sized8>::Unit>,
    size: [u8; std::mem::size_of::<Option<Box<Self>>>()],
}

impl Block {
    const SIZE: usize = 8;
}

impl Sized8 for Block {
    type Unit = u8;
}

#[derive(hotswap::Abi)]
struct Page<T: Clone>
where
    Self: Sized,
    Vec<T>: Into<Box<[T]>>,
{
    items: Vec<T>,
}

#[hotswap::plugin_fn]
fn size(block: Block, page: Page<u8>) -> usize {
    block.bytes.len() + block.units.len() + block.size.len() + page.items.len()
}

fn main() {}
