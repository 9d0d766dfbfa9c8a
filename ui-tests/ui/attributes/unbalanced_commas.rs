use hotswap::prelude::*;

#[plugin_fn(, name = "hum")]
fn leading() {}

#[plugin_fn(name = "hum",,)]
fn doubled() {}

#[plugin_fn(name =)]
fn cut() {}

fn main() {}
