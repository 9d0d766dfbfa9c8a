
#[hotswap::interface]
pub trait Base {
    fn base(&self);
}

#[hotswap::interface]
pub trait Derived: Base + std::fmt::Debug + Send {
    fn derived(&self);
}

#[hotswap::interface]
pub trait Called: for<'a> Fn(&'a str) {}

#[hotswap::interface]
pub trait Relaxed: ?Sized {}

fn main() {}
