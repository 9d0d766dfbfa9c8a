use hotswap::prelude::*;

#[plugin_fn]
fn hum(#[cfg(any())] _loud: bool, _repeat: u32) {}

#[live_fn]
fn greet(_name: &str, #[cfg(not(any()))] _twice: bool) {}

fn main() {}
