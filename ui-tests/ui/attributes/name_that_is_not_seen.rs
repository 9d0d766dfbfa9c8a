use hotswap::prelude::*;

#[plugin_fn(name = " hum")]
fn before() {}

#[plugin_fn(name = "hum\n")]
fn line() {}

#[live_fn(name = "hum\0")]
fn null() {}

#[live_fn(name = type)]
fn keyword() {}

fn main() {}
