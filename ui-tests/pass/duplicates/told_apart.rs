//! Items that have the same name, and are not the same.

use hotswap::prelude::*;

#[plugin_fn]
fn hum() {}

#[live_fn(name = "hum")]
fn hum_for_all() {}

#[plugin_fn(name = "hum!")]
fn hum_louder() {}

#[plugin_fn(name = "hum?")]
fn hum_maybe() {}

#[cfg(unix)]
#[plugin_fn]
fn system() -> String {
    "unix".to_owned()
}

#[cfg(not(unix))]
#[plugin_fn]
fn system() -> String {
    "another".to_owned()
}

mod inner {
    #[hotswap::plugin_fn(name = "inner hum")]
    fn hum() {}
}

fn main() {}
