//! A queue of jobs, drained by workers while the plugin is replaced again and again.
//!
//! Each job is done exactly once, and by the version that is current at that moment: one that serves already when the
//! worker takes the job, or that begins to before it is done.
//!
//! `HOTSWAP_QUEUE_JOBS=1000000` makes it a long run, best in release; without it there are 20,000 jobs.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::{Plugin, PluginDir};

use super::api::Job;
use super::scene::API;

/// There is a reload whenever so many jobs are done.
const JOBS_A_RELOAD: usize = 5_000;

/// Jobs are made in lots of so many. Whoever makes them is never further ahead than until the reload after the next.
const LOT: usize = 1_000;

const WORKERS: usize = 2;

/// One of two libraries that differ in nothing that matters. Which version an instance is, it is told: the number
/// of the generation that it serves in.
fn edition(version: u64) -> Plugin {
    let source = format!(
        r#"
        use api::*;
        use hotswap::prelude::*;
        use serde::{{Deserialize, Serialize}};
        use std::sync::OnceLock;

        static VERSION: OnceLock<u64> = OnceLock::new();

        #[derive(Default)]
        pub struct P;

        #[hotswap::plugin]
        impl Plugin for P {{
            fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {{
                VERSION.set(data.unwrap()?).unwrap();
                Ok(())
            }}
        }}

        #[live_type(dyn Job)]
        #[derive(Serialize, Deserialize)]
        struct Count {{ id: usize, made_by: u64 }}

        impl Job for Count {{
            fn run(&self) -> String {{
                format!("{{}} {{}} {{}}", self.id, self.made_by, VERSION.get().unwrap())
            }}
        }}

        #[live_fn]
        fn make(first: usize, count: usize) -> hotswap::Result<Vec<LiveData>> {{
            let made_by = *VERSION.get().unwrap();
            (first..first + count).map(|id| Count {{ id, made_by }}.to_live()).collect()
        }}

        #[live_fn] fn edition() -> u64 {{ {} }}
        "#,
        version % 2
    );
    let api = Plugin::new("api").source(API).build_rlib();
    let plugin = Plugin::new("counts").source(source).depends_on("api", api);
    plugin.flag("-Copt-level=2").flag("-Cstrip=symbols")
}

/// What the queue and those who work on it share.
struct Shop {
    plugins: PluginDir,
    swapper: Swapper,
    queue: Mutex<VecDeque<LiveData>>,
    /// How often each job was done.
    done: Vec<AtomicU8>,
    count: AtomicUsize,
    reloads: AtomicUsize,
    /// Jobs that another version did than the one that had made them.
    done_by_another: AtomicUsize,
    failed: AtomicBool,
}

impl Shop {
    fn new(jobs: usize) -> Self {
        let plugins = PluginDir::new();
        plugins.add(&edition(1));
        let swapper = Swapper::builder(plugins.path()).free_delay(Duration::ZERO);
        let swapper = swapper.build().unwrap();
        swapper.load(&LiveData::wrap(&1u64).unwrap()).unwrap();
        Self {
            plugins,
            swapper,
            queue: Mutex::default(),
            done: (0..jobs).map(|_| AtomicU8::new(0)).collect(),
            count: AtomicUsize::new(0),
            reloads: AtomicUsize::new(0),
            done_by_another: AtomicUsize::new(0),
            failed: AtomicBool::new(false),
        }
    }

    fn is_drained(&self) -> bool {
        self.count.load(SeqCst) >= self.done.len() || self.failed.load(SeqCst)
    }

    /// Has whichever version serves make jobs.
    fn produce(&self) {
        let make = self.swapper.late_fn("make");
        for first in (0..self.done.len()).step_by(LOT) {
            let count = LOT.min(self.done.len() - first);
            while first / JOBS_A_RELOAD > self.reloads.load(SeqCst) && !self.is_drained() {
                thread::yield_now();
            }
            let lot: Vec<LiveData> = make.call((first, count)).unwrap();
            self.queue.lock().unwrap().extend(lot);
        }
    }

    fn work(&self) {
        let count = self.swapper.late_type("Count");
        while !self.is_drained() {
            let Some(data) = self.queue.lock().unwrap().pop_front() else {
                thread::yield_now();
                continue;
            };
            let since = self.swapper.with(|it| it.generation());
            // By either of the two ways.
            let job = match data.as_bytes().len() % 2 {
                0 => count.restore::<dyn Job>(&data).unwrap(),
                _ => self.swapper.restore::<dyn Job>(&data).unwrap(),
            };
            let until = self.swapper.with(|it| it.generation());
            self.note(&job.run(), since..=until);
        }
    }

    fn note(&self, said: &str, serving: std::ops::RangeInclusive<u64>) {
        let mut words = said.split(' ').map(|word| word.parse::<u64>().unwrap());
        let mut word = || words.next().unwrap();
        let (id, made_by, done_by) = (word(), word(), word());
        assert!(
            serving.contains(&done_by),
            "{done_by} is none of {serving:?}"
        );
        assert!(made_by <= done_by);
        assert_eq!(self.done[id as usize].fetch_add(1, SeqCst), 0, "job {id}");
        self.done_by_another
            .fetch_add(usize::from(made_by != done_by), SeqCst);
        self.count.fetch_add(1, SeqCst);
    }

    /// Replaces the plugin whenever another part of the jobs is done.
    fn reload_meanwhile(&self) {
        for reload in 0..self.done.len() / JOBS_A_RELOAD {
            let enough = reload * JOBS_A_RELOAD + JOBS_A_RELOAD / 2;
            while self.count.load(SeqCst) < enough && !self.is_drained() {
                thread::yield_now();
            }
            let next = self.swapper.current().generation() + 1;
            self.plugins.add(&edition(next));
            let data = LiveData::wrap(&next).unwrap();
            assert!(self.swapper.reload(&data).unwrap().has_changes());
            self.reloads.fetch_add(1, SeqCst);
        }
    }
}

/// Lets the others come to their end when one of them panics.
struct Alarm<'s>(&'s Shop);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.failed.store(true, SeqCst);
        }
    }
}

#[test]
fn each_job_is_done_once_by_the_version_that_is_current() {
    let jobs = test_kit::count("HOTSWAP_QUEUE_JOBS", 20_000) as usize;
    edition(0).build();
    let shop = Shop::new(jobs);
    let started = Instant::now();
    thread::scope(|scope| {
        let guarded = |body: fn(&Shop)| {
            let shop = &shop;
            move || {
                let _alarm = Alarm(shop);
                body(shop);
            }
        };
        scope.spawn(guarded(Shop::produce));
        for _ in 0..WORKERS {
            scope.spawn(guarded(Shop::work));
        }
        let _alarm = Alarm(&shop);
        shop.reload_meanwhile();
    });
    let took = started.elapsed();
    assert!(shop.done.iter().all(|it| it.load(SeqCst) == 1));
    println!(
        "{jobs} jobs in {took:?}, {} reloads meanwhile; {} jobs were done by another version than had made them",
        shop.reloads.load(SeqCst),
        shop.done_by_another.load(SeqCst)
    );
}
