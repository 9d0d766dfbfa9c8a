//! One generation after another, under threads that never stop calling.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use hotswap_runtime::guest::safe_point;
use test_kit::isolated;

use super::library::{Library, drops};
use super::plugin;
use crate::common::process::resident;

/// What the threads call. Locked for reading while they do.
type Current = RwLock<Arc<Library>>;

static CALLS: AtomicUsize = AtomicUsize::new(0);

fn call_until(stop: &AtomicBool, current: &Current, number: usize) {
    while !stop.load(Ordering::Relaxed) {
        {
            let library = current.read().expect("nobody panics");
            library.call("thread_local");
            library.call("current");
            let calls = CALLS.fetch_add(1, Ordering::Relaxed);
            if calls.is_multiple_of(5_000) {
                library.call("detached_thread");
                library.call("recv_timeout");
            }
        }
        safe_point();
        if number == 2 {
            thread::sleep(Duration::from_micros(50));
        }
    }
}

/// Threads that come, call once or twice, and go: also while a generation leaves.
fn come_and_go_until(stop: &AtomicBool, current: &Current) {
    while !stop.load(Ordering::Relaxed) {
        thread::scope(|scope| {
            for calls in ["thread_local", "current", "registers_while_dropped"] {
                scope.spawn(move || current.read().expect("nobody panics").call(calls));
            }
        });
        thread::sleep(Duration::from_micros(300));
    }
}

/// Puts a new generation in the place of the old one, which leaves.
fn replace(current: &Current, file: &std::path::Path) {
    let new = Arc::new(plugin::open_file(file));
    let old = std::mem::replace(&mut *current.write().expect("nobody panics"), new);
    let old = Arc::into_inner(old).expect("who had it held the lock");
    old.release();
    old.wait_until_clear();
    old.close().expect("nothing holds it");
}

/// 300, or as many as the environment says.
fn generations() -> u32 {
    test_kit::count("HOTSWAP_GENERATIONS", 300) as u32
}

#[test]
fn hundreds_of_generations_leave_nothing_behind() {
    isolated(|| {
        let count = generations();
        let file = plugin::build(&["-Copt-level=3", "-Cstrip=symbols"]);
        let current = RwLock::new(Arc::new(plugin::open_file(&file)));
        let stop = AtomicBool::new(false);
        let started = Instant::now();
        let (mut warm, mut destructors) = (0, 0);
        let mut check_drops = || {
            for (born, died) in drops() {
                assert_eq!(born, died);
                destructors += 1;
            }
        };
        thread::scope(|scope| {
            for number in 0..3 {
                let (stop, current) = (&stop, &current);
                scope.spawn(move || call_until(stop, current, number));
            }
            scope.spawn(|| come_and_go_until(&stop, &current));
            for generation in 0..count {
                replace(&current, &file);
                check_drops();
                if generation == 100 {
                    warm = resident();
                }
            }
            stop.store(true, Ordering::Relaxed);
        });
        let grown = resident().saturating_sub(warm);
        println!(
            "{count} generations, {:?} each, {} calls, {destructors} destructors, {warm} kB + {grown} kB",
            started.elapsed() / count,
            CALLS.load(Ordering::Relaxed),
        );
        assert!(destructors >= count);
        assert!(grown < 1_024, "{warm} kB + {grown} kB");
    });
}
