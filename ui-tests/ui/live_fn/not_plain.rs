use hotswap::prelude::*;

#[live_fn]
unsafe fn trusts() {}

#[live_fn]
extern "C" fn foreign() {}

fn main() {}
