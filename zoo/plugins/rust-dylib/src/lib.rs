#![forbid(unsafe_code)]
//! A dependency that is a Rust `dylib`: the plugin's std is then a shared one, too.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct RustDylib;

#[hotswap::plugin]
impl Plugin for RustDylib {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let there = std::thread::spawn(|| shared_words::say("hello"));
    Ok(format!(
        "{} {:?}",
        shared_words::say("hello"),
        there.join().ok()
    ))
}
