//! A plugin without imports, one of whose functions has the same name as a function of other plugins.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::prelude::*;
use mode_api::Job;

/// The plugin.
#[derive(Debug, Default)]
pub struct Solo {
    sung: AtomicU64,
}

#[hotswap::methods]
impl Solo {
    #[plugin_fn]
    fn sing(&self, number: u64) -> u64 {
        self.sung.fetch_add(number, Ordering::Relaxed) + number
    }

    #[live_fn]
    async fn solo_sings(self: Arc<Self>, number: u64) -> u64 {
        self.sing(number)
    }

    /// Calls a method of its own by name.
    #[plugin_fn]
    async fn sing_by_name(&self, number: u64) -> hotswap::Result<u64> {
        let sings = self.context().vault().live_fn("solo_sings")?;
        sings.call_async((number,)).await
    }

    #[plugin_fn]
    fn described(&self) -> String {
        let context = self.context();
        format!(
            "{} {} {}",
            context.name(),
            context.version(),
            context.generation()
        )
    }
}

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
