//! What it costs always to call the newest version, and whether threads that do so get in each other's way.
//!
//! `cargo bench -p hotswap-host --bench late`

mod kit;

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use hotswap::{LiveData, LiveFn};
use hotswap_runtime::published::{Counted, Leased, Publish};
use hotswap_runtime::{LateFn, Swapper};
use kit::{Comparison, release};
use test_kit::PluginDir;

const ROUNDS: usize = 51;
const PARALLEL_ROUNDS: usize = 201;

const PLUGIN: &str = r#"
    use hotswap::prelude::*;

    #[derive(Default)]
    pub struct Bench;

    #[hotswap::plugin]
    impl Plugin for Bench {}

    #[live_fn]
    fn add(a: u64, b: u64) -> u64 { a ^ b.rotate_left(3) }

    #[hotswap::interface]
    pub trait Job {
        fn run(&self) -> u64;
    }

    #[live_type(dyn Job)]
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Fire { n: u64 }

    impl Job for Fire {
        fn run(&self) -> u64 { self.n }
    }

    #[live_fn]
    fn fire(n: u64) -> hotswap::Result<LiveData> { Fire { n }.to_live() }
"#;

/// As the plugin has it: what counts is the structure.
#[hotswap::interface]
trait Job {
    fn run(&self) -> u64;
}

fn main() {
    let plugins = PluginDir::new();
    plugins.add(&release("bench", PLUGIN));
    let swappers = [(); 2].map(|()| {
        let swapper = Swapper::builder(plugins.path()).build().unwrap();
        swapper.load(&LiveData::none()).unwrap();
        swapper
    });
    one_thread(&swappers[0]);
    strategies(&swappers[0]);
    restoring(&swappers[0]);
    threads(&swappers);
}

fn one_thread(swapper: &Swapper) {
    let held = held(swapper);
    let late = swapper.late_fn("add");
    let (mut a, mut b, mut c) = (1, 1, 1);
    Comparison::new("A call of the newest version: `u64, u64 -> u64`")
        .call("held `LiveFn`: the version of its day", || {
            a = call(black_box(&held), a);
            a
        })
        .call("`late_fn`", || {
            b = call_late(black_box(&late), b);
            b
        })
        .call(
            "`swapper.current().vault().live_fn(…)?.call(…)`",
            || {
                let manager = black_box(swapper).current();
                let live_fn = manager.vault().live_fn(black_box("add")).unwrap();
                c = call(&live_fn, c);
                c
            },
        )
        .run(ROUNDS);
}

fn strategies(swapper: &Swapper) {
    let held = held(swapper);
    let leased = Leased::new(Arc::new(held.clone()));
    let counted = Counted::new(Arc::new(held.clone()));
    let (mut a, mut b, mut c) = (1, 1, 1);
    Comparison::new("A call through a cell, by strategy")
        .call("held `LiveFn`, no cell", || {
            a = call(black_box(&held), a);
            a
        })
        .call("leases", || {
            b = black_box(&leased).with(|live_fn| call(live_fn, b));
            b
        })
        .call("arc-swap", || {
            c = black_box(&counted).with(|live_fn| call(live_fn, c));
            c
        })
        .run(ROUNDS);
}

fn restoring(swapper: &Swapper) {
    /// The same data, read without a plugin.
    #[derive(serde::Deserialize)]
    struct Fire {
        n: u64,
    }
    let fire = swapper.current().vault().live_fn("fire").unwrap();
    let data: LiveData = fire.call((7u64,)).unwrap();
    let held = swapper.current().vault().live_type("Fire").unwrap();
    let late = swapper.late_type("Fire");
    const CALLS: u32 = 10_000;
    Comparison::new("A value restored from live data, run and dropped")
        .calls(CALLS, "no plugin: `data.unwrap::<Fire>()`", || {
            let fire: Fire = black_box(&data).unwrap().unwrap();
            fire.n
        })
        .calls(CALLS, "held `LiveType`", || {
            let held = black_box(&held);
            held.restore::<dyn Job>(&data).unwrap().run()
        })
        .calls(CALLS, "`late_type`", || {
            let late = black_box(&late);
            late.restore::<dyn Job>(&data).unwrap().run()
        })
        .calls(CALLS, "`swapper.restore`, by the name in the data", || {
            let swapper = black_box(swapper);
            swapper.restore::<dyn Job>(&data).unwrap().run()
        })
        .run(ROUNDS);
}

fn threads(swappers: &[Swapper; 2]) {
    let held = swappers.each_ref().map(held);
    let late = swappers.each_ref().map(|swapper| swapper.late_fn("add"));
    let leased = Leased::new(Arc::new(held[0].clone()));
    let counted = Counted::new(Arc::new(held[0].clone()));
    let mut table = Scaling::default();
    for _ in 0..PARALLEL_ROUNDS {
        table.measure("held `LiveFn`", |_, n| call(black_box(&held[0]), n));
        table.measure("`late_fn`", |_, n| call_late(black_box(&late[0]), n));
        table.measure("`late_fn`, to each thread its own swapper", |at, n| {
            call_late(black_box(&late[at]), n)
        });
        table.measure("a cell with leases", |_, n| {
            black_box(&leased).with(|live_fn| call(live_fn, n))
        });
        table.measure("a cell with arc-swap", |_, n| {
            black_box(&counted).with(|live_fn| call(live_fn, n))
        });
        table.measure("`swapper.current()` and nothing else", |_, n| {
            n ^ black_box(&swappers[0]).current().generation()
        });
    }
    table.print();
}

fn held(swapper: &Swapper) -> LiveFn {
    swapper.current().vault().live_fn("add").unwrap()
}

#[inline(always)]
fn call(live_fn: &LiveFn, n: u64) -> u64 {
    live_fn.call((black_box(7u64), n)).unwrap()
}

#[inline(always)]
fn call_late(late: &LateFn, n: u64) -> u64 {
    late.call((black_box(7u64), n)).unwrap()
}

/// Calls per second of one thread and of two, by case: the best round of each, since others may want the
/// processors, too.
#[derive(Default)]
struct Scaling(Vec<(&'static str, [f64; 2])>);

impl Scaling {
    fn measure(&mut self, name: &'static str, call: impl Fn(usize, u64) -> u64 + Sync) {
        let rates = [1, 2].map(|threads| throughput(threads, &call));
        match self.0.iter_mut().find(|(other, _)| *other == name) {
            Some((_, best)) => *best = [0, 1].map(|at| best[at].max(rates[at])),
            None => self.0.push((name, rates)),
        }
    }

    fn print(self) {
        println!("\n### Calls in parallel, in millions a second\n");
        println!("| how | one thread | two threads | ratio |\n|---|---|---|---|");
        for (name, [one, two]) in self.0 {
            println!("| {name} | {one:.0} | {two:.0} | {:.2}× |", two / one);
        }
        println!("\nThe best of {PARALLEL_ROUNDS} rounds, every case in each.");
    }
}

/// Millions of calls a second that so many threads make together, from the first call to the last.
fn throughput(threads: usize, call: &(impl Fn(usize, u64) -> u64 + Sync)) -> f64 {
    const CALLS: u32 = 100_000;
    let ready = AtomicUsize::new(0);
    let run = &|at| {
        ready.fetch_add(1, Ordering::AcqRel);
        while ready.load(Ordering::Acquire) < threads {
            std::hint::spin_loop();
        }
        let began = Instant::now();
        let mut n = 1;
        for _ in 0..CALLS {
            n = call(at, n);
        }
        black_box(n);
        (began, Instant::now())
    };
    let times: Vec<(Instant, Instant)> = thread::scope(|scope| {
        let start = |at| scope.spawn(move || run(at));
        let running: Vec<_> = (0..threads).map(start).collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let began = times.iter().map(|(began, _)| began).min();
    let ended = times.iter().map(|(_, ended)| ended).max();
    let took = ended.unwrap().duration_since(*began.unwrap());
    f64::from(CALLS) * threads as f64 / took.as_secs_f64() / 1e6
}
