//! hot-lib-reloader: it watches the file, and reloads when no call is under way.

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::Peer;
use crate::latency::Latency;
use crate::libraries::{Published, bare};

/// Where it looks for its library.
static DIRECTORY: OnceLock<TempDir> = OnceLock::new();

#[hot_lib_reloader::hot_module(
    dylib = "hot",
    lib_dir = super::DIRECTORY.get().unwrap().path(),
    file_watch_debounce = 1
)]
mod hot {
    #[hot_functions]
    extern "Rust" {
        pub fn add(a: u64, b: u64) -> u64;
    }

    #[lib_version]
    pub fn version() -> usize {}
}

pub(crate) struct Hot(Published);

impl Hot {
    pub(crate) fn new() -> Self {
        let directory = DIRECTORY.get_or_init(|| tempfile::tempdir().unwrap());
        let place = directory.path().join(test_kit::file_name("hot"));
        Self(Published::new([1, 2].map(bare), place))
    }
}

impl Peer for Hot {
    fn name(&self) -> &'static str {
        "hot-lib-reloader"
    }

    fn read(&self, latency: &mut Latency, until: Instant) {
        let mut n = 1u64;
        latency.of_calls(until, || {
            n = hot::add(black_box(7), n);
            n
        });
    }

    /// Publishes, and leaves it the time to notice: it may take a while to get to it.
    fn reload(&self) -> bool {
        self.0.publish();
        std::thread::sleep(Duration::from_millis(5));
        false
    }

    fn reloads(&self) -> Option<u64> {
        Some(hot::version() as u64)
    }
}
