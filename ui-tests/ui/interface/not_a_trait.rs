#[hotswap::interface]
pub struct Shop;

#[hotswap::interface]
pub enum Kind {
    Small,
}

#[hotswap::interface]
impl Shop {}

#[hotswap::interface]
fn open() {}

#[hotswap::interface]
mod inner {}

#[hotswap::interface]
type Alias = Shop;

impl Shop {
    #[hotswap::interface]
    fn close(&self) {}
}

trait Closing {
    #[hotswap::interface]
    fn close(&self);
}

fn main() {}
