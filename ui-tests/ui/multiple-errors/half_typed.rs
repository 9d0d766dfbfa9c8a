use hotswap::prelude::*;

#[plugin_fn]
fn hum(repeat: u32) -> String {
    let text = "hum".
    text
}

fn main() {}
