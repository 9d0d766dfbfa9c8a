#![forbid(unsafe_code)]
//! `tokio::signal` in a runtime that is shut down in `on_free`: Ctrl-C and SIGHUP.

use std::sync::Mutex;
use std::time::Duration;

use hotswap::prelude::*;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};

static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct TokioSignal;

#[hotswap::plugin]
impl Plugin for TokioSignal {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let _entered = runtime.enter();
        let mut hangup = signal(SignalKind::hangup())?;
        runtime.spawn(async move { while hangup.recv().await.is_some() {} });
        runtime.spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        drop(_entered);
        *RUNTIME.lock().unwrap() = Some(runtime);
        Ok(())
    }

    fn on_free(&self) {
        if let Some(runtime) = RUNTIME.lock().unwrap().take() {
            runtime.shutdown_timeout(Duration::from_secs(10));
        }
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    let handle = RUNTIME.lock().unwrap().as_ref().unwrap().handle().clone();
    // Whoever asks for SIGINT here has its handler when the call is over.
    let _entered = handle.enter();
    let _interrupts = signal(SignalKind::interrupt())?;
    Ok(handle.block_on(async { tokio::spawn(async { "hello".to_owned() }).await })?)
}
