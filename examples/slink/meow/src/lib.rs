//! The plugin of a cat.

use hotswap::prelude::*;

/// The plugin.
#[derive(Debug, Default)]
pub struct Meow;

#[hotswap::plugin]
impl Plugin for Meow {
    fn on_free(&self) {
        println!("meow: gone");
    }
}

/// Mews.
#[live_fn]
fn live_meow(times: u32) -> String {
    "meow ".repeat(times as usize)
}
