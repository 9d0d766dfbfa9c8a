#![forbid(unsafe_code)]
//! rand's generator, which is a thread-local.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Rand;

#[hotswap::plugin]
impl Plugin for Rand {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let dice: Vec<u8> = (0..100).map(|_| rand::random_range(1..=6)).collect();
    Ok(format!("{dice:?}"))
}
