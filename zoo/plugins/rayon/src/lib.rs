#![forbid(unsafe_code)]
//! rayon's global pool, whose threads never end.

use hotswap::prelude::*;
use rayon::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Rayon;

#[hotswap::plugin]
impl Plugin for Rayon {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let sum: u64 = (0..10_000u64).into_par_iter().sum();
    Ok(sum.to_string())
}
