#![forbid(unsafe_code)]
//! `tokio::process`, which waits for its child by pidfd.

use hotswap::prelude::*;
use tokio::process::Command;
use tokio::runtime::Builder;

build_number::build_number!();

#[derive(Default)]
pub struct TokioProcess;

#[hotswap::plugin]
impl Plugin for TokioProcess {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let output = runtime.block_on(async { Command::new("echo").arg("hello").output().await })?;
    Ok(String::from_utf8(output.stdout)?)
}
