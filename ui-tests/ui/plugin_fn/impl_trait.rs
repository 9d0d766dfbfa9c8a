use hotswap::prelude::*;

#[plugin_fn]
fn print(_what: impl ToString) {}

#[plugin_fn]
fn print_all(_what: Vec<impl ToString>) {}

#[plugin_fn]
fn numbers() -> Option<impl Iterator<Item = u8>> {
    Some([1].into_iter())
}

fn main() {}
