//! A plugin with a function.

use hotswap::prelude::*;

#[derive(Default)]
pub struct Outside;

#[hotswap::plugin]
impl Plugin for Outside {}

#[plugin_fn]
fn hum(repeat: u32) -> String {
    "hum ".repeat(repeat as usize)
}
