#![forbid(unsafe_code)]
//! anyhow, with the backtrace of an error printed.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Anyhow;

#[hotswap::plugin]
impl Plugin for Anyhow {}

fn fails() -> anyhow::Result<u32> {
    use anyhow::Context;
    "x".parse::<u32>().context("not a number")
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    match fails() {
        Err(error) => Ok(format!("{error:?}")),
        Ok(_) => Err(hotswap::Error::msg("it must fail")),
    }
}
