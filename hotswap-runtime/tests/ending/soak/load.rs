//! Threads that never stop calling, while one generation after another comes and goes.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::thread::{self, Scope};
use std::time::Duration;

use hotswap::{Error, Obj, Result};
use hotswap_runtime::{LateFn, Swapper, safe_point};

use super::versions;

/// As the plugin has it.
#[hotswap::interface]
trait Worker {
    fn work(&self, n: u32) -> u64;
}

/// A worker of the host, who does what the first version would.
struct Ours;

impl Worker for Ours {
    fn work(&self, n: u32) -> u64 {
        1 << 32 | u64::from(n)
    }
}

/// What the threads share.
pub(super) struct Load<'a> {
    swapper: &'a Swapper,
    stop: AtomicBool,
    /// Held for reading while a thread is at work.
    work: RwLock<()>,
    pub(super) calls: AtomicU64,
    /// How many of the calls have panicked, as they should.
    panics: AtomicU64,
    failures: Mutex<Vec<String>>,
}

/// What a thread does again and again.
type Body<'a> = fn(&Load<'a>);

/// The late handles that a thread calls.
struct Late {
    work: LateFn,
    chore: LateFn,
    panics: LateFn,
}

/// Tells the threads to stop when it is dropped, by a panic as well.
pub(super) struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl<'a> Load<'a> {
    pub(super) fn new(swapper: &'a Swapper) -> Self {
        Self {
            swapper,
            stop: AtomicBool::new(false),
            work: RwLock::default(),
            calls: AtomicU64::new(0),
            panics: AtomicU64::new(0),
            failures: Mutex::default(),
        }
    }

    /// Starts the threads: two that keep the processors busy, and some of other kinds.
    ///
    /// They run until what it gives is dropped.
    pub(super) fn start<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) -> Stops<'scope> {
        let threads: [(&str, Body<'a>); 7] = [
            ("late-1", Self::call_late),
            ("late-2", Self::call_late),
            ("held", Self::call_held),
            ("lent", Self::call_lent),
            ("idle", Self::do_chores),
            ("changing", Self::come_and_go),
            ("objects", Self::pass_objects),
        ];
        for (name, body) in threads {
            let thread = thread::Builder::new().name(name.to_owned());
            let run = move || {
                while !self.stop.load(Ordering::Relaxed) {
                    safe_point();
                    let _at_work = self.work.read().unwrap_or_else(PoisonError::into_inner);
                    body(self);
                }
            };
            thread
                .spawn_scoped(scope, run)
                .expect("the system has a thread");
        }
        Stops(&self.stop)
    }

    /// Does something while none of the threads is in the middle of anything.
    pub(super) fn at_rest<R>(&self, body: impl FnOnce() -> R) -> R {
        let _none_at_work = self.work.write().unwrap_or_else(PoisonError::into_inner);
        body()
    }

    /// Whether everything has been done a few times.
    pub(super) fn is_warm(&self) -> bool {
        self.panics.load(Ordering::Relaxed) > 3
    }

    /// The failures so far: none is expected.
    pub(super) fn failures(&self) -> Vec<String> {
        let failures = self.failures.lock();
        failures.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn call_late(&self) {
        let late = self.late();
        for n in 0..2_000_u32 {
            self.note(late.work.call((n,)).map(|answer| is_right(n, answer)));
        }
        self.note(late.chore.call((late_kind(),)).map(|()| true));
    }

    /// Handles that are held for a while: they answer as long as they are, whatever is current.
    fn call_held(&self) {
        let manager = self.swapper.current();
        let plugin = manager.plugin("soak").expect("it is loaded").clone();
        drop(manager);
        let work = plugin.plugin_fn("work_too").expect("all versions have it");
        let version: Result<u64> = work.call((0u32,));
        for n in 0..500_u32 {
            let answer = work.call::<u64>((n,));
            let is_same = |answer| matches!(&version, Ok(first) if answer == first | u64::from(n));
            self.note(answer.map(is_same));
        }
        thread::sleep(Duration::from_micros(300));
        self.note(
            plugin
                .invoke("work_too", (7u32,))
                .map(|answer| is_right(7, answer)),
        );
    }

    fn call_lent(&self) {
        for n in 0..200_u32 {
            let answer = self
                .swapper
                .with(|manager| manager.plugin("soak")?.invoke("work_too", (n,)));
            self.note(answer.map(|answer| is_right(n, answer)));
        }
        thread::sleep(Duration::from_micros(200));
    }

    /// All chores in turn, and a safe point after each: a thread of a pool.
    fn do_chores(&self) {
        let late = self.late();
        for kind in 0..30_u32 {
            self.note(late.chore.call((kind,)).map(|()| true));
            thread::sleep(Duration::from_micros(300));
            safe_point();
        }
        let panicked = late.panics.call::<()>(());
        self.note(Ok(matches!(panicked, Err(Error::Panicked { .. }))));
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// Threads that come, call, and go: also while a generation leaves.
    fn come_and_go(&self) {
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    let late = self.late();
                    self.note(late.work.call((1u32,)).map(|answer| is_right(1, answer)));
                    self.note(late.chore.call((late_kind(),)).map(|()| true));
                });
            }
        });
        thread::sleep(Duration::from_micros(500));
    }

    /// Objects that are held, passed both ways, taken from the vault, and dropped on another thread.
    fn pass_objects(&self) {
        let late = self.swapper.late_plugin::<dyn Worker>("soak");
        let slot = self.swapper.late_extension::<dyn Worker>();
        let (clerk, delegate) = (
            self.swapper.late_fn("clerk"),
            self.swapper.late_fn("delegate"),
        );
        let ours = Obj::<dyn Worker>::new(Ours);
        for n in 0..50_u32 {
            let right = |answer| is_right(n, answer);
            self.note(late.call(|it| it.work(n)).map(right));
            self.note(slot.call(|it| it.work(n)).map(right));
            self.note(delegate.call((&ours, n)).map(right));
        }
        let held = [
            late.get(),
            slot.get(),
            clerk.call::<Obj<dyn Worker>>(()),
            self.swapper.current().vault().extension::<dyn Worker>(),
        ];
        for worker in held {
            let worker = worker.inspect(|_| thread::sleep(Duration::from_micros(100)));
            self.note(
                worker
                    .as_ref()
                    .map(|it| is_right(3, it.work(3)))
                    .map_err(again),
            );
            self.note(worker.as_ref().map_err(again).and_then(|it| {
                let answer: u64 = delegate.call((it, 4_u32))?;
                Ok(is_right(4, answer))
            }));
            thread::scope(|scope| {
                scope.spawn(|| drop(worker));
            });
        }
    }

    fn late(&self) -> Late {
        Late {
            work: self.swapper.late_fn("work"),
            chore: self.swapper.late_fn("chore"),
            panics: self.swapper.late_fn("panics"),
        }
    }

    fn note(&self, answer: Result<bool>) {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if !matches!(answer, Ok(true)) {
            let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
            failures.push(format!("{answer:?}"));
        }
    }
}

fn again(error: &Error) -> Error {
    Error::msg(error)
}

/// A chore after the other, over all threads.
fn late_kind() -> u32 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed) as u32
}

/// Whether one of the versions answers so.
fn is_right(n: u32, answer: u64) -> bool {
    (1..=versions::COUNT).contains(&(answer >> 32)) && answer as u32 == n
}
