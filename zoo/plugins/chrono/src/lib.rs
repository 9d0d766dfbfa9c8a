#![forbid(unsafe_code)]
//! chrono's local time, which keeps the time zone in a thread-local.

use chrono::Local;
use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Chrono;

#[hotswap::plugin]
impl Plugin for Chrono {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    Ok(Local::now().to_rfc3339())
}
