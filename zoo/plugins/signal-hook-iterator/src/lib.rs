#![forbid(unsafe_code)]
//! A thread that iterates over signals, closed and joined in `on_free`.

use std::sync::Mutex;
use std::thread::JoinHandle;

use hotswap::prelude::*;
use signal_hook::consts::{SIGHUP, SIGUSR1};
use signal_hook::iterator::{Handle, Signals};

static LISTENING: Mutex<Option<(Handle, JoinHandle<usize>)>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct SignalHookIterator;

#[hotswap::plugin]
impl Plugin for SignalHookIterator {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        let mut signals = Signals::new([SIGHUP, SIGUSR1])?;
        let handle = signals.handle();
        let thread = std::thread::spawn(move || signals.forever().count());
        *LISTENING.lock().unwrap() = Some((handle, thread));
        Ok(())
    }

    fn on_free(&self) {
        if let Some((handle, thread)) = LISTENING.lock().unwrap().take() {
            handle.close();
            let _ = thread.join();
        }
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    signal_hook::low_level::raise(SIGUSR1)?;
    Ok("raised".to_owned())
}
