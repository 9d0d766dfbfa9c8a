use hotswap::prelude::*;

#[plugin_fn]
struct Hum;

#[live_fn]
const GREET: &str = "hello";

fn main() {}
