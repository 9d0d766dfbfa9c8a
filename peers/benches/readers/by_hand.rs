//! By hand: a library in an `ArcSwap`, closed by the thread that drops it last.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use arc_swap::ArcSwap;
use libloading::Library;
use tempfile::TempDir;

use crate::Peer;
use crate::latency::Latency;
use crate::libraries::{Published, bare};

type Add = fn(u64, u64) -> u64;

struct Opened {
    add: Add,
    _library: Library,
}

impl Opened {
    fn open(copy: &Path) -> Self {
        // SAFETY: the library was built just now, and does nothing when it is opened.
        let library = unsafe { Library::new(copy) }.unwrap();
        // SAFETY: it has a function of this name and type.
        let add = *unsafe { library.get::<Add>("add") }.unwrap();
        std::fs::remove_file(copy).unwrap();
        Self {
            add,
            _library: library,
        }
    }
}

pub(crate) struct Cell {
    current: ArcSwap<Opened>,
    published: Published,
    copies: AtomicUsize,
    directory: TempDir,
}

impl Cell {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("hot.so");
        let published = Published::new([1, 2].map(bare), place);
        let first = directory.path().join("0.so");
        std::fs::copy(published.place(), &first).unwrap();
        Self {
            current: ArcSwap::from_pointee(Opened::open(&first)),
            published,
            copies: AtomicUsize::new(1),
            directory,
        }
    }
}

impl Peer for Cell {
    fn name(&self) -> &'static str {
        "arc-swap and `dlopen`"
    }

    fn read(&self, latency: &mut Latency, until: Instant) {
        let mut n = 1u64;
        latency.of_calls(until, || {
            n = (self.current.load().add)(black_box(7), n);
            n
        });
    }

    fn reload(&self) -> bool {
        self.published.publish();
        let number = self.copies.fetch_add(1, Ordering::Relaxed);
        let copy = self.directory.path().join(format!("{number}.so"));
        std::fs::copy(self.published.place(), &copy).unwrap();
        self.current.store(Opened::open(&copy).into());
        true
    }
}
