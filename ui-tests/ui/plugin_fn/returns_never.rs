use hotswap::prelude::*;

#[plugin_fn]
fn stop() -> ! {
    loop {}
}

fn main() {}
