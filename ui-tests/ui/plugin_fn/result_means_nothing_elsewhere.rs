use hotswap::prelude::*;

#[plugin_fn]
fn iterator() -> impl Iterator<Item = u8> {
    [1, 2].into_iter()
}

#[plugin_fn]
fn pointer() -> *mut u8 {
    std::ptr::null_mut()
}

fn main() {}
