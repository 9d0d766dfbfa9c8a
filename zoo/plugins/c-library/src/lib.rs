//! A shared library in C that the plugin brings with it: a thread that runs for ever, and a key of the system's for
//! thread-locals.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct CLibrary;

#[hotswap::plugin]
impl Plugin for CLibrary {}

unsafe extern "C" {
    /// Starts the thread at the first call. Leaves something with the calling thread. 0 if all went well.
    safe fn zoo_worker_start() -> i32;
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    match zoo_worker_start() {
        0 => Ok("started".to_owned()),
        error => Err(std::io::Error::from_raw_os_error(error))?,
    }
}
