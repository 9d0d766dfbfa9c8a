//! A plugin without imports, one of whose functions has the same name as a function of other plugins.

use hotswap::prelude::*;
use mode_api::Job;

/// The plugin.
#[derive(Debug, Default)]
pub struct Solo;

#[hotswap::plugin]
impl Plugin for Solo {
    fn on_init(&self, vault: &Vault) -> hotswap::Result<()> {
        vault.set_extension::<dyn Job>(Obj::new(Song))
    }
}

/// What is in the slot.
struct Song;

impl Job for Song {
    fn run(&self) -> String {
        "solo sings".to_owned()
    }
}

#[plugin_fn]
fn whoami() -> String {
    "solo".to_owned()
}

/// Records an event in a span.
#[plugin_fn]
fn tell(text: &str) {
    tracing::info_span!("solo").in_scope(|| tracing::info!(text, "solo tells"));
}

/// Starts a thread that ends when it is told to, and then writes to the file.
#[plugin_fn]
fn start_thread(file: String) {
    let _ = hotswap::spawn("solo-thread", move |stop| {
        stop.wait(std::time::Duration::MAX);
        std::fs::write(file, "solo's thread was told").expect("a file can be written");
    });
}
