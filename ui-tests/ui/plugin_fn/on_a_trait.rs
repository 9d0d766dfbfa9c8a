use hotswap::prelude::*;

#[plugin_fn]
trait Hum {}

fn main() {}
