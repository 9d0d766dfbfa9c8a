#![forbid(unsafe_code)]
//! tracing with a subscriber of the plugin's own, which keeps its spans in thread-locals.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct TracingSubscriber;

#[hotswap::plugin]
impl Plugin for TracingSubscriber {
    fn on_load(&self, _data: &hotswap::LiveData) -> hotswap::Result<()> {
        let subscriber = tracing_subscriber::fmt().with_writer(std::io::sink);
        subscriber.try_init().map_err(hotswap::Error::from_boxed)
    }
}

#[tracing::instrument]
fn inner(depth: u32) -> u32 {
    tracing::info!(depth, "inside");
    if depth == 0 { 0 } else { 1 + inner(depth - 1) }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    Ok(inner(10).to_string())
}
