//! Functions that everyone can call by name.

use hotswap::prelude::*;

#[live_fn]
fn greet(name: &str) -> String {
    format!("hello {name}")
}

#[live_fn(name = "greetings / formal (v2)")]
pub fn greet_formally(name: &str) -> hotswap::Result<String> {
    Ok(greet(name))
}

#[hotswap::live_fn]
pub(crate) fn r#match(größe: u8) -> u8 {
    größe
}

/// Called both ways.
#[plugin_fn]
#[live_fn]
fn both() {}

fn main() {
    both();
}
