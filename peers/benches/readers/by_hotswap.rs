//! hotswap: a late handle, and one that is held.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use tempfile::TempDir;

use crate::Peer;
use crate::latency::Latency;
use crate::libraries::{Published, plugin};

pub(crate) struct Host {
    swapper: Swapper,
    published: Published,
    _directory: TempDir,
}

impl Host {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join(test_kit::file_name("bench"));
        let published = Published::new([1, 2].map(plugin), place);
        let builder = Swapper::builder(directory.path()).free_delay(Duration::ZERO);
        let swapper = builder.build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        Self {
            swapper,
            published,
            _directory: directory,
        }
    }

    /// A handle that is always the newest.
    pub(crate) fn late(&self) -> impl Peer {
        let add = self.swapper.late_fn("add");
        Handle {
            host: self,
            name: "`late_fn`",
            add: move |a, b| add.call((a, b)),
        }
    }

    /// One that is held, with its version.
    pub(crate) fn held(&self) -> impl Peer {
        let add = self.swapper.current().vault().live_fn("add").unwrap();
        Handle {
            host: self,
            name: "held `LiveFn`: the version of its day",
            add: move |a, b| add.call((a, b)),
        }
    }
}

struct Handle<'a, Add> {
    host: &'a Host,
    name: &'static str,
    add: Add,
}

impl<Add: Fn(u64, u64) -> hotswap::Result<u64> + Sync> Peer for Handle<'_, Add> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn read(&self, latency: &mut Latency, until: Instant) {
        let mut n = 1u64;
        latency.of_calls(until, || {
            n = (self.add)(black_box(7), n).unwrap();
            n
        });
    }

    fn reload(&self) -> bool {
        self.host.published.publish();
        let report = self.host.swapper.reload(&LiveData::none());
        report.unwrap().has_changes()
    }
}
