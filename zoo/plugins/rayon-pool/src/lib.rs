#![forbid(unsafe_code)]
//! A pool of rayon's that is the plugin's own, and ends in `on_free`.

use std::sync::Mutex;

use hotswap::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

static POOL: Mutex<Option<ThreadPool>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct RayonPool;

#[hotswap::plugin]
impl Plugin for RayonPool {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        *POOL.lock().unwrap() = Some(ThreadPoolBuilder::new().num_threads(2).build()?);
        Ok(())
    }

    fn on_free(&self) {
        *POOL.lock().unwrap() = None;
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let pool = POOL.lock().unwrap();
    let pool = pool
        .as_ref()
        .ok_or_else(|| hotswap::Error::msg("there is a pool"))?;
    let sum: u64 = pool.install(|| (0..10_000u64).into_par_iter().sum());
    Ok(sum.to_string())
}
