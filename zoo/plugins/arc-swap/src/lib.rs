#![forbid(unsafe_code)]
//! arc-swap, whose readers have slots in thread-locals.

use arc_swap::ArcSwap;
use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct UsesArcSwap;

#[hotswap::plugin]
impl Plugin for UsesArcSwap {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let cell = ArcSwap::from_pointee(1);
    let before = cell.load();
    cell.store(2.into());
    Ok(format!("{before} {}", cell.load()))
}
