//! A host whose reloads are made by a watch.

use std::path::PathBuf;
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir, wait_until};

/// A plugin whose `on_init` leaves a thread-local with the thread that runs it.
fn early(version: u32) -> PathBuf {
    let source = format!(
        "use hotswap::prelude::*;
         struct Noisy;
         impl Drop for Noisy {{ fn drop(&mut self) {{ std::hint::black_box({version}); }} }}
         thread_local! {{ static NOISY: Noisy = const {{ Noisy }} }}
         #[derive(Default)] pub struct Early;
         #[hotswap::plugin] impl Plugin for Early {{
             fn on_init(&self, _: &Vault) -> hotswap::Result<()> {{ Ok(NOISY.with(|_| ())) }}
         }}"
    );
    Plugin::new("early").source(source).build()
}

#[test]
fn the_thread_of_a_watch_holds_nothing_while_it_waits() {
    let plugins = PluginDir::new();
    let swapper = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
    let swapper = swapper.build().unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let _watch = swapper.watch(|_| ()).unwrap();
    for version in [1, 2] {
        let before = swapper.reload_count();
        test_kit::publish(&early(version), plugins.path(), "early");
        wait_until("it is loaded", || swapper.reload_count() > before);
    }
    wait_until("version 1 is unmapped", || swapper.stats().unloaded == 1);
}
