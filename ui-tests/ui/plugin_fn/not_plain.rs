use hotswap::prelude::*;

#[plugin_fn]
async fn waits() {}

#[live_fn]
unsafe fn trusts() {}

#[plugin_fn]
extern "C" fn foreign() {}

fn main() {}
