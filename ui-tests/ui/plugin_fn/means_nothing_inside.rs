use hotswap::prelude::*;

#[plugin_fn]
fn pointers(_first: Vec<*const u8>, _second: (u8, *mut u8)) {}

#[plugin_fn]
fn callbacks(_then: Option<fn()>) -> [fn(); 2] {
    [main, main]
}

fn main() {}
