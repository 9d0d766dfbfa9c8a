
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

// A type that holds objects of the interface itself is told once as well.
pub struct Page<T>(Vec<T>);

#[hotswap::interface]
pub trait Library {
    fn first(&self, others: Page<hotswap::Obj<dyn Library>>) -> Page<hotswap::Obj<dyn Library>>;
    fn all(&self) -> std::sync::Arc<hotswap::Obj<dyn Library>>;
}

fn main() {}
