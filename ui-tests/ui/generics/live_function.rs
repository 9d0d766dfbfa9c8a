use hotswap::prelude::*;

#[live_fn]
fn first<T: Clone, const N: usize>(_items: [T; N]) -> T {
    todo!()
}

fn main() {}
