#[hotswap::interface]
pub trait Shop {
    fn merge(&self, other: Self) -> Self;
    fn all(&self) -> Vec<Self>;
    fn best(&self, others: &[Self]) -> hotswap::Result<Self>;
}

fn main() {}
