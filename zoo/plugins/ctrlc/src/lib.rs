#![forbid(unsafe_code)]
//! ctrlc: a handler of SIGINT, and a thread that waits for it for ever.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Ctrlc;

#[hotswap::plugin]
impl Plugin for Ctrlc {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        Ok(ctrlc::set_handler(|| ())?)
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    Ok("listening".to_owned())
}
