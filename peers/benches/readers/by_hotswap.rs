//! hotswap: a late handle, and one that is held.

use std::hint::black_box;
use std::time::{Duration, Instant};

use hotswap::{LiveData, LiveFn};
use hotswap_runtime::{LateFn, Swapper};
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

    pub(crate) fn late(&self) -> Late<'_> {
        Late(self, self.swapper.late_fn("add"))
    }

    pub(crate) fn held(&self) -> Held<'_> {
        Held(self, self.swapper.current().vault().live_fn("add").unwrap())
    }

    fn reload(&self) -> bool {
        self.published.publish();
        self.swapper
            .reload(&LiveData::none())
            .unwrap()
            .has_changes()
    }
}

pub(crate) struct Late<'a>(&'a Host, LateFn);

impl Peer for Late<'_> {
    fn name(&self) -> &'static str {
        "`late_fn`"
    }

    fn read(&self, latency: &mut Latency, until: Instant) {
        let mut n = 1u64;
        latency.of_calls(until, || {
            n = self.1.call((black_box(7u64), n)).unwrap();
            n
        });
    }

    fn reload(&self) -> bool {
        self.0.reload()
    }
}

pub(crate) struct Held<'a>(&'a Host, LiveFn);

impl Peer for Held<'_> {
    fn name(&self) -> &'static str {
        "held `LiveFn`: the version of its day"
    }

    fn read(&self, latency: &mut Latency, until: Instant) {
        let mut n = 1u64;
        latency.of_calls(until, || {
            n = self.1.call((black_box(7u64), n)).unwrap();
            n
        });
    }

    fn reload(&self) -> bool {
        self.0.reload()
    }
}
