use hotswap::prelude::*;

#[plugin_fn]
fn hum() {}

#[plugin_fn(name = "hum")]
fn hum_again() {}

#[live_fn(name = "good morning")]
fn greet() {}

#[live_fn(name = "good morning")]
fn greet_again() {}

fn main() {}
