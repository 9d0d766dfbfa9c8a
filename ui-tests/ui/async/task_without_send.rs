use std::rc::Rc;
use std::time::Duration;

use hotswap::task::{JoinHandle, sleep, spawn};

fn start() -> hotswap::Result<JoinHandle<u32>> {
    let shared = Rc::new(7);
    spawn(async move {
        drop(sleep(Duration::from_secs(1)).await);
        *shared
    })
}

fn main() {}
