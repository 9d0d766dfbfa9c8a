use hotswap::prelude::*;

#[plugin_fn(name = true)]
fn logical() {}

#[plugin_fn(name = 'h')]
fn letter() {}

#[plugin_fn(name = b"hum")]
fn bytes() {}

#[live_fn(name = hum)]
fn word() {}

#[live_fn(name = ["hum", "sing"])]
fn several() {}

#[live_fn(name = 1.5)]
fn number() {}

fn main() {}
