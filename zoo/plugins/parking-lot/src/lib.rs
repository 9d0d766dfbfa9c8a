#![forbid(unsafe_code)]
//! A condition variable of parking_lot, which parks threads by thread-locals.

use hotswap::prelude::*;
use parking_lot::{Condvar, Mutex};

build_number::build_number!();

#[derive(Default)]
pub struct ParkingLot;

#[hotswap::plugin]
impl Plugin for ParkingLot {}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let (ready, told) = (Mutex::new(false), Condvar::new());
    std::thread::scope(|scope| {
        scope.spawn(|| {
            *ready.lock() = true;
            told.notify_all();
        });
        told.wait_while(&mut ready.lock(), |ready| !*ready);
    });
    Ok(ready.into_inner().to_string())
}
