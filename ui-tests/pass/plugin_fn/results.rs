//! What a function may return, and how errors leave it.

use hotswap::prelude::*;

#[derive(hotswap::Abi)]
enum Refused {
    Busy,
    Full(u8),
}

#[plugin_fn]
fn nothing() {}

#[plugin_fn]
fn unit() -> () {}

#[plugin_fn]
fn any_error(text: &str) -> hotswap::Result<u32> {
    Ok(text.parse()?)
}

#[plugin_fn]
fn our_error() -> Result<(), hotswap::Error> {
    Err(hotswap::Error::msg("not today"))
}

#[plugin_fn]
fn own_error(free: bool) -> Result<String, Refused> {
    if free { Err(Refused::Full(7)) } else { Err(Refused::Busy) }
}

#[plugin_fn]
fn nested() -> hotswap::Result<Option<Vec<Result<u8, Refused>>>> {
    Ok(None)
}

fn main() {}
