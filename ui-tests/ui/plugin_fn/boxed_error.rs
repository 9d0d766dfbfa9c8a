use hotswap::prelude::*;

use std::error::Error;

#[plugin_fn]
fn parse(text: &str) -> Result<u32, Box<dyn Error>> {
    Ok(text.parse()?)
}

fn main() {}
