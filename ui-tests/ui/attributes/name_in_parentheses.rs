use hotswap::prelude::*;

#[plugin_fn(name("hum"))]
fn hum() {}

#[live_fn(name: "greet")]
fn greet() {}

fn main() {}
