//! An interface with one method of each kind, and something that implements it.

use hotswap::prelude::*;
use std::sync::Arc;

#[derive(hotswap::Abi, Clone, Copy, Debug, PartialEq)]
pub(crate) struct Vector {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

#[hotswap::interface]
pub(crate) trait Greeter {
    fn greet(&self, name: &str) -> String;
    fn move_to(&self, to: Vector) -> hotswap::Result<Vector>;
    fn sum(&self, numbers: &[u64]) -> u64 {
        numbers.iter().sum::<u64>() + self.extra()
    }
    fn extra(&self) -> u64 {
        0
    }
    fn nothing(&self);
    fn boom(&self, message: &str) -> u8 {
        panic!("{message}")
    }
    #[allow(clippy::too_many_arguments, reason = "it is as many as there may be")]
    #[rustfmt::skip]
    fn all(
        &self, a: u8, b: i8, c: u16, d: i16, e: u32, f: i32, g: u64, h: i64, i: bool, j: char, k: f64,
    ) -> (u8, i8, u16, i16, u32, i32, u64, i64, bool, char, f64) {
        (a, b, c, d, e, f, g, h, i, j, k)
    }
}

/// Greets in English.
#[derive(Default)]
pub(crate) struct English(
    #[allow(dead_code, reason = "who holds a clone sees when it is dropped")] pub(crate) Arc<()>,
);

impl Greeter for English {
    fn greet(&self, name: &str) -> String {
        format!("hello {name}")
    }

    fn move_to(&self, to: Vector) -> hotswap::Result<Vector> {
        match to {
            Vector { x: ..0, .. } => Err(hotswap::Error::msg("off the map")),
            Vector { x: 0, .. } => panic!("into the void"),
            Vector { x, y } => Ok(Vector { x: y, y: x }),
        }
    }

    fn extra(&self) -> u64 {
        1
    }

    fn nothing(&self) {}
}

pub(crate) fn english() -> Obj<dyn Greeter> {
    Obj::new(English::default())
}

/// What a function that takes any greeter makes of it.
pub(crate) fn twice(greeter: &impl Greeter) -> String {
    greeter.greet(&greeter.greet("Bob"))
}
