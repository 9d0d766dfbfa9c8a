#![forbid(unsafe_code)]
//! crossbeam-epoch: what is deferred, and a participant in a thread-local.

use crossbeam_epoch::pin;
use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct CrossbeamEpoch;

#[hotswap::plugin]
impl Plugin for CrossbeamEpoch {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    for round in 0..100 {
        let guard = pin();
        let text = format!("round {round}");
        guard.defer(move || drop(text));
        guard.flush();
    }
    Ok(format!("{:?}", pin()))
}
