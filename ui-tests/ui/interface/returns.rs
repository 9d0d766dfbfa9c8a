
pub trait Visitor {}

pub struct View<'a>(&'a str);

#[hotswap::interface]
pub trait Shop {
    fn name(&self) -> &str;
    fn parts(&self) -> &[u8];
    fn visitor(&self) -> Box<dyn Visitor>;
    fn iterate(&self) -> impl Iterator<Item = u8>;
    fn never(&self) -> !;
    fn twin(&self) -> Box<Self>;
    fn view(&self) -> View<'_>;
    fn named<'a>(&'a self) -> Option<View<'a>>;
    fn each(&self) -> std::slice::Iter<'_, u8>;
}

fn main() {}
