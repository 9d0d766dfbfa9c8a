use hotswap::prelude::*;

#[plugin_fn]
fn sum(numbers: &[u8; 4]) -> u8 {
    numbers.iter().sum()
}

fn main() {}
