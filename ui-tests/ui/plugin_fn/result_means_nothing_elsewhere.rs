use hotswap::prelude::*;

#[plugin_fn]
fn iterator() -> impl Iterator<Item = u8> {
    [1, 2].into_iter()
}

#[plugin_fn]
fn pointer() -> *mut u8 {
    std::ptr::null_mut()
}

#[plugin_fn]
fn callback() -> fn() {
    main
}

#[plugin_fn]
fn changeable(text: &mut str) -> &mut str {
    text
}

#[plugin_fn]
fn object() -> &'static dyn std::fmt::Debug {
    &1
}

fn main() {}
