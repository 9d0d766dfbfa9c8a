//! Functions of the plugin alpha, in a crate of their own.

use hotswap::prelude::*;
use mode_api::Job;
use serde::{Deserialize, Serialize};

#[plugin_fn]
fn twice(n: u64) -> u64 {
    n * 2
}

#[live_fn]
fn alpha_shout(text: &str) -> String {
    text.to_uppercase()
}

/// What a letter needs.
#[live_type(dyn Job)]
#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    cents: u32,
}

impl Job for Stamp {
    fn run(&self) -> String {
        format!("alpha pays {}", self.cents)
    }
}

#[plugin_fn]
fn stamp(cents: u32) -> hotswap::Result<LiveData> {
    Stamp { cents }.to_live()
}
