//! Thousands of generations under load: nothing fails, and nothing of them is left.
//!
//! - `plugin`: what is loaded, a file that only its compiler reads; `versions`: how it differs
//! - `load`: who calls it
//! - `tickets`: what became of each thread-local
//!
//! `HOTSWAP_SOAK_RELOADS` sets how many: 10,000 take some minutes.

mod load;
mod tickets;
mod versions;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::{Swapper, safe_point};

use crate::common::host::sealed;
use crate::common::linkers::linkers;
use crate::common::process::{entries_below, images_below, in_use, resident};
use load::Load;
use test_kit::{Child, Leaks, Outcome, PluginDir, wait_until};
use tickets::Book;

/// How much more memory the process may take at its end than half-way, in kilobytes.
const GROWTH: u64 = 1024;

/// Set in a child that runs under valgrind.
const UNDER_VALGRIND: &str = "HOTSWAP_SOAK_UNDER_VALGRIND";

/// What was measured.
#[derive(Debug, Default)]
struct Figures {
    reloads: u64,
    took: Duration,
    calls: u64,
    failures: Vec<String>,
    images: usize,
    warm: Memory,
    memory: Memory,
    tickets: Book,
    files: usize,
}

/// In kilobytes.
#[derive(Clone, Copy, Debug, Default)]
struct Memory {
    resident: u64,
    /// What was allocated and not freed.
    in_use: u64,
}

/// So many reloads, unless the environment says how many.
fn reloads(default: u64) -> u64 {
    test_kit::count("HOTSWAP_SOAK_RELOADS", default)
}

fn publish(libraries: &[PathBuf], plugins: &PluginDir, number: u64) {
    let library = &libraries[number as usize % libraries.len()];
    test_kit::publish(library, plugins.path(), "soak");
}

/// So many reloads under load.
fn soak(libraries: &[PathBuf], reloads: u64) -> Figures {
    let (plugins, private) = (PluginDir::new(), tempfile::tempdir().unwrap());
    let swapper = Swapper::builder(plugins.path())
        .private_dir(private.path())
        .free_delay(Duration::ZERO)
        .build()
        .unwrap();
    publish(libraries, &plugins, 0);
    let data = LiveData::wrap(&tickets::addresses()).unwrap();
    swapper.load(&data).unwrap();
    let load = Load::new(&swapper);
    let mut figures = Figures::default();
    let started = Instant::now();
    thread::scope(|scope| {
        let _stops = load.start(scope);
        for number in 1..=reloads {
            publish(libraries, &plugins, number);
            assert!(swapper.reload(&data).unwrap().has_changes());
            if number == reloads / 2 {
                wait_until("all of it is warm", || load.is_warm());
                figures.warm = settled(&swapper, &load);
            }
        }
        figures.took = started.elapsed();
        figures.memory = settled(&swapper, &load);
        figures.images = images_below(private.path());
    });
    figures.reloads = swapper.reload_count();
    figures.calls = load.calls.load(Ordering::Relaxed);
    figures.failures = load.failures();
    drop(load);
    drop(swapper);
    // Nobody waits for the threads of the last version.
    wait_until("its threads have ended", || Book::now().out() == 0);
    wait_until("its files are gone", || entries_below(private.path()) == 0);
    figures.tickets = Book::now();
    figures.files = entries_below(private.path()) + entries_below(plugins.path()) - 1;
    figures
}

/// Resident memory once nothing but what serves is there, and the allocator has given back what it had in
/// store: symbolising one panic takes it 50 MB here, which it keeps in pieces.
fn settled(swapper: &Swapper, load: &Load<'_>) -> Memory {
    wait_until("only what serves is there", || {
        // This thread has called plugins too: their `on_load`.
        safe_point();
        swapper.stats().versions.len() == 1
    });
    load.at_rest(|| {
        // SAFETY: it has no preconditions.
        unsafe { libc::malloc_trim(0) };
        Memory {
            resident: resident(),
            in_use: in_use(),
        }
    })
}

impl Figures {
    fn check(&self) {
        assert_eq!(self.failures, Vec::<String>::new(), "failed calls");
        assert_eq!(self.images, 1, "images beside the one that serves");
        assert_eq!(self.tickets.mistakes, 0, "thread-locals on a wrong thread");
        assert_eq!(
            self.tickets.out(),
            0,
            "thread-locals that were never dropped"
        );
        assert!(self.tickets.given > self.reloads, "thread-locals were made");
        assert_eq!(self.files, 0, "files that nobody needs");
    }

    fn check_memory(&self) {
        assert!(self.memory.resident < self.warm.resident + GROWTH, "{self}");
        assert!(self.memory.in_use < self.warm.in_use + GROWTH / 2, "{self}");
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.took / u32::try_from(self.reloads.max(1)).unwrap_or(u32::MAX);
        write!(
            f,
            "{} reloads, {each:?} each; {} calls, {} failed; {} thread-locals, {} mistakes, {} left; \
             {} image(s), {} files; {} kB resident half-way, {:+} kB at the end; {} kB in use half-way, {:+} kB at the end",
            self.reloads,
            self.calls,
            self.failures.len(),
            self.tickets.given,
            self.tickets.mistakes,
            self.tickets.out(),
            self.images,
            self.files,
            self.warm.resident,
            self.memory.resident as i64 - self.warm.resident as i64,
            self.warm.in_use,
            self.memory.in_use as i64 - self.warm.in_use as i64,
        )
    }
}

/// A process of its own for one of the tests here.
fn child(test: &str) -> Child {
    test_kit::child().of_test(&format!("ending::soak::{test}"))
}

/// Runs a soak in it.
fn in_child(child: Child, flags: &[&str], count: u64) -> Outcome {
    // Built here, so that the child has the time for itself.
    let libraries = versions::build(flags);
    let list: Vec<_> = libraries.iter().filter_map(|it| it.to_str()).collect();
    child
        // Of other arenas than the first the allocator never gives back the end.
        .env("MALLOC_ARENA_MAX", "1")
        .limit(Duration::from_secs(180) + Duration::from_millis(100) * count as u32)
        .with(list.join("\n"))
        .run(|list| {
            let directory = tempfile::tempdir().unwrap();
            let libraries = seal_all(list, directory.path());
            let figures = soak(&libraries, count);
            println!("{figures}");
            figures.check();
            // Valgrind has an allocator of its own, and says itself what is lost.
            if std::env::var_os(UNDER_VALGRIND).is_none() {
                figures.check_memory();
            }
        })
}

/// As `cargo hotswap build` publishes them: without a seal, a reload waits until a new file holds still.
fn seal_all(list: &str, directory: &Path) -> Vec<PathBuf> {
    let seal = |(number, library): (usize, &str)| {
        let path = directory.join(number.to_string());
        std::fs::write(&path, sealed(Path::new(library))).unwrap();
        path
    };
    list.lines().enumerate().map(seal).collect()
}

/// Fails with all that a child has printed, or prints its figures.
pub(crate) fn succeeds(outcome: &Outcome) {
    assert!(outcome.success(), "{outcome}");
    let is_figures = |line: &&str| line.contains(" reloads, ");
    outcome
        .output
        .lines()
        .filter(is_figures)
        .for_each(|line| println!("{line}"));
}

#[test]
fn nothing_fails_and_nothing_is_left() {
    let child = child("nothing_fails_and_nothing_is_left").env("RUST_BACKTRACE", "1");
    succeeds(&in_child(child, &[], reloads(1_000)));
}

#[test]
fn libraries_of_all_linkers_that_are_marked_never_to_be_unmapped_are() {
    let test = "libraries_of_all_linkers_that_are_marked_never_to_be_unmapped_are";
    for (linker, flags) in linkers() {
        let mut flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        flags.push("-Clink-arg=-Wl,-z,nodelete");
        // The child knows which one from the list of libraries.
        let child = child(test).env("RUST_BACKTRACE", "1");
        let outcome = in_child(child, &flags, reloads(1_000) / 5);
        println!("{linker}, nodelete:");
        succeeds(&outcome);
    }
}

#[test]
fn valgrind_finds_nothing_lost_and_nothing_read_that_is_gone() {
    let child = child("valgrind_finds_nothing_lost_and_nothing_read_that_is_gone");
    let Some(child) = child.under_valgrind(Leaks::Reported) else {
        return;
    };
    let child = child.env(UNDER_VALGRIND, "1");
    succeeds(&in_child(child, &[], reloads(1_000) / 100));
}
