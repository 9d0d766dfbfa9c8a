use hotswap::prelude::*;

#[plugin_fn]
fn text(_text: str) {}

#[plugin_fn]
fn bytes(_bytes: [u8]) {}

#[plugin_fn]
fn object(_then: dyn Fn()) {}

#[plugin_fn]
fn list(_list: Box<[u8]>) {}

#[plugin_fn]
fn inside(_texts: Vec<str>, _objects: Option<dyn Clock>, _pair: (u8, [u8])) {}

#[plugin_fn]
fn lent(_texts: &[str]) {}

#[plugin_fn]
fn name() -> str {
    "world"
}

#[plugin_fn]
fn names() -> Vec<str> {
    vec![]
}

trait Clock {}

fn main() {}
