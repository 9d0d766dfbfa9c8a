#![forbid(unsafe_code)]
//! One wait for a child with a time-out, which sets a handler of SIGCHLD.

use std::process::Command;
use std::time::Duration;

use hotswap::prelude::*;
use wait_timeout::ChildExt;

build_number::build_number!();

#[derive(Default)]
pub struct WaitTimeout;

#[hotswap::plugin]
impl Plugin for WaitTimeout {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let mut child = Command::new("true").spawn()?;
    let status = child.wait_timeout(Duration::from_secs(60))?;
    Ok(status
        .ok_or_else(|| hotswap::Error::msg("the child has not ended"))?
        .to_string())
}
