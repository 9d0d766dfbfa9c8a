
pub struct Foreign;

#[hotswap::interface]
pub trait Shop {
    fn sell(&self, item: Foreign) -> u32;
    fn buy(&self, n: u32) -> Foreign;
    fn try_buy(&self) -> hotswap::Result<Foreign>;
    fn error(&self) -> Result<u32, std::io::Error>;
    fn list(&self, items: &[Foreign]);
    fn fine(&self, n: u32) -> String;
}

fn main() {}
