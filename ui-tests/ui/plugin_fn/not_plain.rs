use hotswap::prelude::*;

#[live_fn]
unsafe fn trusts() {}

#[plugin_fn]
extern "C" fn foreign() {}

fn main() {}
