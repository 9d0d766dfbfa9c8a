use hotswap::prelude::*;

#[plugin_fn]
fn hum(repeat: u32) -> String;

#[live_fn]
pub fn greet(name: &str);

fn main() {
    let _: String = hum(1);
    greet("Bob");
}
