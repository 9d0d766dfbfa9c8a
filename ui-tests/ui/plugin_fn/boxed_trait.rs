use hotswap::prelude::*;

trait Clock {}

#[plugin_fn]
fn later(_then: Box<dyn Fn()>) {}

#[plugin_fn]
fn set(_clock: std::sync::Arc<dyn Clock>, _others: Vec<Box<dyn Clock>>) {}

#[plugin_fn]
fn make() -> Box<dyn Fn()> {
    Box::new(|| {})
}

#[plugin_fn]
fn try_make() -> hotswap::Result<Box<dyn Clock>> {
    Err(hotswap::Error::msg("none"))
}

fn main() {}
