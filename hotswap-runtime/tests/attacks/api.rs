//! What the host and the plugins that attack it share.

use hotswap::prelude::*;

/// Given by plugins.
#[hotswap::interface]
pub trait Thing {
    fn poke(&self, n: u32) -> u32;
    fn give(&self, other: Obj<dyn Thing>) -> hotswap::Result<u32>;
    fn back(&self) -> Option<Obj<dyn Thing>>;
}

/// Given by the host.
#[hotswap::interface]
pub trait HostSide {
    /// Has the host do something: `reload`, `safe point`, `drop swapper`, `boom`. Anything else comes back in capitals.
    fn call(&self, what: &str) -> hotswap::Result<String>;
    /// Keeps an object, in a static.
    fn keep(&self, object: Obj<dyn Thing>);
}

/// As deep as one likes.
#[derive(hotswap::Abi, Clone, Debug, PartialEq)]
pub struct List {
    pub value: u32,
    pub next: Option<Box<List>>,
}

impl List {
    /// A list of so many, and one.
    pub fn of(depth: u32) -> Self {
        let mut list = List {
            value: 0,
            next: None,
        };
        for value in 1..=depth {
            list = List {
                value,
                next: Some(Box::new(list)),
            };
        }
        list
    }

    /// How many there are after the first. Dropping it so takes no stack.
    pub fn depth(mut self) -> u32 {
        let mut depth = 0;
        while let Some(next) = self.next.take() {
            depth += 1;
            self = *next;
        }
        depth
    }
}

#[derive(hotswap::Abi, Clone, Debug, Default, PartialEq)]
pub struct Unit;

#[derive(hotswap::Abi, Clone, Debug, Default, PartialEq)]
#[repr(align(64))]
pub struct Aligned {
    pub x: u8,
}

/// There is no value of it.
#[derive(hotswap::Abi, Clone, Debug, PartialEq)]
pub enum Never {
    A(Box<Never>),
}
