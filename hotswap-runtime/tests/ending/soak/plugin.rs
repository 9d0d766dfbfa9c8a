// A plugin that does to the threads that call it what plugins do. The test puts `mod different` before it,
// which is another one in each version.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use hotswap::prelude::*;
use hotswap::{LiveData, Result};

/// The host's `born` and `died`.
static HOST: [AtomicUsize; 2] = [const { AtomicUsize::new(0) }; 2];
static TICKS: AtomicU64 = AtomicU64::new(0);

/// Somebody who works, here or in the host.
#[hotswap::interface]
pub trait Worker {
    fn work(&self, n: u32) -> u64;
}

#[derive(Default)]
pub struct Soak;

#[hotswap::plugin(exports = dyn Worker)]
impl Plugin for Soak {
    fn on_load(&self, data: &LiveData) -> Result<()> {
        let [born, died]: [usize; 2] = data.unwrap()?;
        HOST[0].store(born, Ordering::Relaxed);
        HOST[1].store(died, Ordering::Relaxed);
        Ok(())
    }

    fn on_init(&self, vault: &Vault) -> Result<()> {
        vault.set_extension::<dyn Worker>(Obj::new(Clerk(vec![1; 100])))?;
        vault.set("version", LiveData::from(different::VERSION))?;
        drop(hotswap::spawn("ticker", |stop| {
            TALLY.with(|_| ());
            while !stop.wait(Duration::from_millis(3)) {
                TICKS.fetch_add(1, Ordering::Relaxed);
            }
        })?);
        Ok(())
    }

    fn on_free(&self) {
        TALLY.with(|_| ());
    }
}

impl Worker for Soak {
    fn work(&self, n: u32) -> u64 {
        work(n)
    }
}

/// A worker with memory of its own.
struct Clerk(Vec<u8>);

impl Worker for Clerk {
    fn work(&self, n: u32) -> u64 {
        assert_eq!(self.0.len(), 100);
        work(n)
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        TALLY.with(|_| ());
    }
}

#[live_fn]
fn clerk() -> Obj<dyn Worker> {
    Obj::new(Clerk(vec![2; 100]))
}

/// Has another one work, whoever made it.
#[live_fn]
fn delegate(worker: &Obj<dyn Worker>, n: u32) -> u64 {
    worker.clone().work(n)
}

/// Tells the host when it is made and when it is dropped.
struct Tally(u64);

impl Tally {
    fn new() -> Self {
        // SAFETY: the host has given the address of a function of this type.
        let born: extern "C" fn() -> u64 =
            unsafe { std::mem::transmute(HOST[0].load(Ordering::Relaxed)) };
        Self(born())
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        // SAFETY: as above.
        let died: extern "C" fn(u64) =
            unsafe { std::mem::transmute(HOST[1].load(Ordering::Relaxed)) };
        died(self.0);
    }
}

thread_local! {
    static TALLY: Tally = Tally::new();
    static SCRATCH: RefCell<(Vec<u8>, Tally)> = RefCell::new((vec![0; 4096], Tally::new()));
    static CALLS: Cell<u64> = const { Cell::new(0) };
}

/// `n`, and the version in the upper half.
#[live_fn]
fn work(n: u32) -> u64 {
    CALLS.set(CALLS.get() + 1);
    SCRATCH.with_borrow_mut(|(bytes, _)| {
        let place = different::mix(n) as usize % bytes.len();
        bytes[place] = bytes[place].wrapping_add(1);
    });
    different::VERSION << 32 | u64::from(n)
}

#[plugin_fn]
fn work_too(n: u32) -> u64 {
    work(n)
}

/// One of the things that are hard to unload after.
#[live_fn]
fn chore(kind: u32) -> Result<()> {
    CHORES[kind as usize % CHORES.len()]()
}

#[live_fn]
fn chores() -> u32 {
    CHORES.len() as u32
}

/// Always fails, by a panic.
#[live_fn]
fn panics() {
    panic!("on purpose, in version {}", different::VERSION);
}

const CHORES: [fn() -> Result<()>; 12] = [
    prints,
    hashes,
    asks_who_it_is,
    parks,
    waits_for_nobody,
    rolls_dice,
    catches_a_panic,
    joins_a_thread,
    leaves_a_thread,
    leaves_a_stoppable_thread,
    scopes_threads,
    traces,
];

fn prints() -> Result<()> {
    println!("version {} prints", different::VERSION);
    print!(".");
    Ok(())
}

fn hashes() -> Result<()> {
    let map: HashMap<String, usize> = (0..50).map(|n| (n.to_string(), n)).collect();
    assert_eq!(map["7"], 7);
    Ok(())
}

fn asks_who_it_is() -> Result<()> {
    std::hint::black_box(std::thread::current().id());
    Ok(())
}

fn parks() -> Result<()> {
    std::thread::park_timeout(Duration::from_micros(50));
    Ok(())
}

fn waits_for_nobody() -> Result<()> {
    let (_sender, receiver) = mpsc::channel::<()>();
    receiver.recv_timeout(Duration::from_micros(50)).unwrap_err();
    Ok(())
}

fn rolls_dice() -> Result<()> {
    let die: u32 = rand::RngExt::random_range(&mut rand::rng(), 1..=6);
    assert!((1..=6).contains(&die));
    Ok(())
}

fn catches_a_panic() -> Result<()> {
    let caught = std::panic::catch_unwind(|| panic!("caught, in version {}", different::VERSION));
    assert!(caught.is_err());
    Ok(())
}

fn joins_a_thread() -> Result<()> {
    std::thread::spawn(|| TALLY.with(|_| ())).join().unwrap();
    Ok(())
}

fn leaves_a_thread() -> Result<()> {
    std::thread::spawn(|| {
        TALLY.with(|_| ());
        std::thread::sleep(Duration::from_millis(2));
        SCRATCH.with(|_| ());
    });
    Ok(())
}

fn leaves_a_stoppable_thread() -> Result<()> {
    drop(hotswap::spawn("left", |stop| {
        TALLY.with(|_| ());
        stop.wait(Duration::from_millis(2));
    })?);
    Ok(())
}

fn scopes_threads() -> Result<()> {
    std::thread::scope(|scope| {
        scope.spawn(|| TALLY.with(|_| ()));
        scope.spawn(|| hashes());
    });
    Ok(())
}

/// Nobody listens: a subscriber of its own would be remembered by `tracing` in a static, whose memory (120
/// bytes) is lost with the library.
fn traces() -> Result<()> {
    let span = tracing::info_span!("chore", version = different::VERSION);
    let _entered = span.enter();
    tracing::info!(version = different::VERSION, "nobody listens");
    Ok(())
}
