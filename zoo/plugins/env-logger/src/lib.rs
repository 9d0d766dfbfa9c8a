#![forbid(unsafe_code)]
//! log with env_logger.

use env_logger::{Builder, Target};
use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct EnvLogger;

#[hotswap::plugin]
impl Plugin for EnvLogger {
    fn on_load(&self, _data: &hotswap::LiveData) -> hotswap::Result<()> {
        let target = Target::Pipe(Box::new(std::io::sink()));
        let mut builder = Builder::new();
        Ok(builder.parse_filters("trace").target(target).try_init()?)
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    log::info!("in build {}", build());
    Ok(log::max_level().to_string())
}
