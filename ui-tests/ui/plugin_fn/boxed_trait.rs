use hotswap::prelude::*;

#[plugin_fn]
fn later(_then: Box<dyn Fn()>) {}

#[plugin_fn]
fn make() -> Box<dyn Fn()> {
    Box::new(|| {})
}

fn main() {}
