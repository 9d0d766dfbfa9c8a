#![forbid(unsafe_code)]
//! mimalloc with the feature that makes its thread-local fit for libraries that are loaded.

use hotswap::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

build_number::build_number!();

#[derive(Default)]
pub struct Allocator;

#[hotswap::plugin]
impl Plugin for Allocator {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let here = (0..10_000).map(|size| vec![1u8; size % 500]);
    let there = std::thread::spawn(|| vec![2u8; 100_000]);
    let sum: usize = here.map(|block| block.len()).sum();
    Ok((sum + there.join().map_or(0, |block| block.len())).to_string())
}
