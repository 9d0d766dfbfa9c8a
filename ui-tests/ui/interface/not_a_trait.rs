
#[hotswap::interface]
pub struct Shop;

#[hotswap::interface]
impl Shop {}

fn main() {}
