#![forbid(unsafe_code)]
//! A flag that signal-hook sets, unregistered in `on_free`. Its handler stays all the same.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, LazyLock, Mutex};

use hotswap::prelude::*;
use signal_hook::SigId;
use signal_hook::consts::SIGUSR2;
use signal_hook::low_level::{raise, unregister};

static SEEN: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
static REGISTERED: Mutex<Option<SigId>> = Mutex::new(None);

build_number::build_number!();

#[derive(Default)]
pub struct SignalHook;

#[hotswap::plugin]
impl Plugin for SignalHook {
    fn on_init(&self, _vault: &Vault) -> hotswap::Result<()> {
        let id = signal_hook::flag::register(SIGUSR2, Arc::clone(&SEEN))?;
        *REGISTERED.lock().unwrap() = Some(id);
        Ok(())
    }

    fn on_free(&self) {
        REGISTERED.lock().unwrap().take().map(unregister);
    }
}

#[plugin_fn]
fn work(_directory: &str) -> hotswap::Result<String> {
    raise(SIGUSR2)?;
    match SEEN.swap(false, SeqCst) {
        true => Ok("seen".to_owned()),
        false => Err(hotswap::Error::msg("the signal was not seen")),
    }
}
