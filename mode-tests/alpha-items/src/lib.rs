//! Functions of the plugin alpha, in a crate of their own.

use hotswap::prelude::*;

#[plugin_fn]
fn twice(n: u64) -> u64 {
    n * 2
}

#[live_fn]
fn alpha_shout(text: &str) -> String {
    text.to_uppercase()
}
