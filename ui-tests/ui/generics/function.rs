use hotswap::prelude::*;

#[plugin_fn]
fn first<T>(_items: Vec<T>) {}

#[live_fn]
fn sized<const N: usize>(_items: [u8; N]) {}

#[plugin_fn]
fn anything(_item: impl Into<String>) {}

fn main() {}
