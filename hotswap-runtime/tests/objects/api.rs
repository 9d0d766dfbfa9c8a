//! What the host and its plugins share.

use hotswap::prelude::*;

#[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
pub struct Vector {
    pub x: i32,
    pub y: i32,
}

/// Something with a memory, which tells what happened to it.
#[hotswap::interface]
pub trait Counter {
    /// Adds, and gives the new value.
    fn add(&self, n: u64) -> u64;
    /// The version of the code that runs.
    fn version(&self) -> u32;
    /// Fails as it is told: `error`, `panic`, anything else.
    fn fail(&self, how: &str) -> hotswap::Result<Vector>;
    /// Panics where there is no place for an error.
    fn panic(&self, message: &str) -> u64;
    /// Hands an object back, whoever made it.
    fn pass(&self, other: Obj<dyn Counter>) -> Obj<dyn Counter> {
        other
    }
    /// Calls `other` `n` times, by way of each other.
    fn ping(&self, other: &Obj<dyn Counter>, n: u32) -> u32;
}

/// A host's ear.
#[hotswap::interface]
pub trait Listener {
    /// Is told something.
    fn hear(&self, text: &str);
}

/// Objects wherever values may stand.
#[derive(hotswap::Abi, Clone, Debug)]
pub struct Crowd {
    pub name: String,
    pub first: Option<Obj<dyn Counter>>,
    pub rest: Vec<(u32, Obj<dyn Counter>)>,
}
