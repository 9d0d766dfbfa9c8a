
pub trait Visitor {}

#[hotswap::interface]
pub trait Shop {
    fn name(&self) -> &str;
    fn parts(&self) -> &[u8];
    fn visitor(&self) -> Box<dyn Visitor>;
    fn iterate(&self) -> impl Iterator<Item = u8>;
    fn never(&self) -> !;
    fn twin(&self) -> Box<Self>;
}

fn main() {}
