use hotswap::prelude::*;

#[plugin_fn]
fn sum(first: _, _second: Vec<_>, _lent: &[_]) -> _ {
    let sum: u32 = first;
    sum
}

#[plugin_fn]
fn length(_numbers: [u8; _], _lists: Vec<[u8; _]>) {}

fn main() {}
