use hotswap::prelude::*;
use std::borrow::Cow;

#[plugin_fn]
fn maybe() -> Option<&'static str> {
    None
}

#[plugin_fn]
fn cow() -> Cow<'static, str> {
    Cow::Borrowed("hello")
}

fn main() {}
