//! Other derive macros and attributes beside it.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, hotswap::Abi)]
#[non_exhaustive]
pub struct Vector {
    /// Documented.
    pub x: i32,
    #[cfg(all())]
    pub(crate) y: i32,
}

#[derive(Default, hotswap::Abi)]
#[must_use]
pub enum Shape {
    #[default]
    Point,
    #[allow(dead_code)]
    Circle { radius: f64 },
}

fn main() {}
