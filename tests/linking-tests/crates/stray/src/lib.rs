//! A function that no plugin claims.

use hotswap::prelude::*;

#[plugin_fn]
fn strayed() {}
