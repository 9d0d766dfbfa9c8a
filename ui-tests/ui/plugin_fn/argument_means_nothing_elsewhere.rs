use hotswap::prelude::*;

#[plugin_fn]
fn pointer(_data: *const u8) {}

#[plugin_fn]
fn callback(_then: fn(u32) -> u32) {}

#[plugin_fn]
fn borrowed_trait(_shape: &dyn std::fmt::Debug) {}

fn main() {}
