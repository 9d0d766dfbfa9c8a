//! A plugin that needs nobody, and has a function of a name that others have too.

use hotswap::prelude::*;

/// The plugin.
#[derive(Debug, Default)]
pub struct Solo;

#[hotswap::plugin]
impl Plugin for Solo {}

#[plugin_fn]
fn whoami() -> String {
    "solo".to_owned()
}

/// Starts a thread that ends when it is told to, and then writes to the file.
#[plugin_fn]
fn start_thread(file: String) {
    let _ = hotswap::spawn("solo-thread", move |stop| {
        stop.wait(std::time::Duration::MAX);
        std::fs::write(file, "solo's thread was told").expect("a file can be written");
    });
}
