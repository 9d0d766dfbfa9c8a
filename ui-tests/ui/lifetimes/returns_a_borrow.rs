use hotswap::prelude::*;

#[plugin_fn]
fn literal() -> &'static str {
    "hello"
}

#[live_fn]
fn trimmed(text: &str) -> &str {
    text.trim()
}

fn main() {}
