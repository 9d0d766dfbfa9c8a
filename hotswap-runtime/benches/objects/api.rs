//! What host and plugin share.

use hotswap::prelude::*;

#[hotswap::interface]
pub trait Bench {
    fn add(&self, a: u64, b: u64) -> u64;
    fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64>;
    fn greet(&self, name: &str) -> String;
    fn make(&self) -> Obj<dyn Bench>;
    fn take(&self, other: Obj<dyn Bench>);
    fn see(&self, other: &Obj<dyn Bench>);
}

pub struct Plain(pub u64);

impl Bench for Plain {
    fn add(&self, a: u64, b: u64) -> u64 {
        a ^ b.rotate_left(3)
    }

    fn checked(&self, a: u64, b: u64) -> hotswap::Result<u64> {
        Ok(a ^ b.rotate_left(3))
    }

    fn greet(&self, name: &str) -> String {
        let mut text = String::with_capacity(32);
        text.push_str("hello ");
        text.push_str(name);
        text
    }

    fn make(&self) -> Obj<dyn Bench> {
        Obj::new(Plain(1))
    }

    fn take(&self, other: Obj<dyn Bench>) {
        drop(other);
    }

    fn see(&self, _other: &Obj<dyn Bench>) {
        std::hint::black_box(self.0);
    }
}
