#![forbid(unsafe_code)]
//! smol: its reactor and its executor are threads that never end.

use std::time::Duration;

use hotswap::prelude::*;
use smol::Timer;

build_number::build_number!();

#[derive(Default)]
pub struct Smol;

#[hotswap::plugin]
impl Plugin for Smol {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let task = smol::spawn(async {
        Timer::after(Duration::from_millis(1)).await;
        smol::unblock(|| "hello".to_owned()).await
    });
    Ok(smol::block_on(task))
}
