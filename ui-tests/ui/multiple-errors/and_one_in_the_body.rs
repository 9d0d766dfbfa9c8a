use hotswap::prelude::*;

#[plugin_fn]
fn hum(repeat: u32) -> String {
    "hum ".repeat(repeat)
}

#[plugin_fn]
fn sing(_text: *const u8) {
    let _: u32 = hum(1);
}

fn main() {}
