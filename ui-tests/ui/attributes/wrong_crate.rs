use hotswap::prelude::*;

#[plugin_fn(crate = swap)]
fn hum(repeat: u32) -> u32 {
    repeat
}

fn main() {}
