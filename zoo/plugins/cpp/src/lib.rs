//! C++ with statics, thread-locals, templates, exceptions and threads, linked into the plugin.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Cpp;

#[hotswap::plugin]
impl Plugin for Cpp {}

unsafe extern "C" {
    /// Counts its calls in statics of several kinds; -1 if an exception was not caught.
    safe fn zoo_cpp_work() -> i32;
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    match zoo_cpp_work() {
        -1 => Err(hotswap::Error::msg("the exception was not caught")),
        calls => Ok(calls.to_string()),
    }
}
