use hotswap::prelude::*;

#[plugin_fn]
fn longer<'a>(one: &'a str, two: &'a str) -> &'a str {
    if one.len() > two.len() { one } else { two }
}

#[live_fn]
fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

fn main() {}
