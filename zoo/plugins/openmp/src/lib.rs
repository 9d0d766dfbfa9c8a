//! C with OpenMP, whose library the plugin brings into the process.

use hotswap::prelude::*;

build_number::build_number!();

#[derive(Default)]
pub struct Openmp;

#[hotswap::plugin]
impl Plugin for Openmp {}

unsafe extern "C" {
    /// The sum of the numbers below `limit`, computed by four threads.
    safe fn zoo_openmp_sum(limit: i32) -> i64;
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    match zoo_openmp_sum(1000) {
        499_500 => Ok("499500".to_owned()),
        other => Err(hotswap::Error::msg(format!("the sum is {other}"))),
    }
}
