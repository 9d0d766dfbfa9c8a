use hotswap::prelude::*;

trait Clock {}

#[plugin_fn]
fn set(_clock: Box<Clock>) {}

fn main() {}
