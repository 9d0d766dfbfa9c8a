use hotswap::prelude::*;

#[plugin_fn]
#[test]
fn hums() {}

#[live_fn]
#[target_feature(enable = "avx2")]
fn sum(numbers: &[u32]) -> u32 {
    numbers.iter().sum()
}

fn main() {}
