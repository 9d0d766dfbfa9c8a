#![forbid(unsafe_code)]
//! uuid: random ones, and ones with a time and a shared context.

use hotswap::prelude::*;
use uuid::Uuid;

build_number::build_number!();

#[derive(Default)]
pub struct UsesUuid;

#[hotswap::plugin]
impl Plugin for UsesUuid {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    Ok(format!("{} {}", Uuid::new_v4(), Uuid::now_v7()))
}
