
#[hotswap::interface]
pub trait Base {
    fn base(&self);
}

#[hotswap::interface]
pub trait Derived: Base + std::fmt::Debug + Send {
    fn derived(&self);
}

fn main() {}
