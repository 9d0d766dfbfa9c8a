//! Tasks of a host that call without pause, while plugins with tokio inside and plugins with tasks on the host's tokio are reloaded.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hotswap::{LiveData, Obj};
use hotswap_runtime::{LoadedPlugin, Swapper};
use test_kit::{PluginDir, child, count, publish, wait_for};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use crate::background;
use crate::own_tokio::{self, echo};
use crate::process::in_use;
use crate::scene::{Token, Watched, is_all_gone};

/// How often a plugin is replaced, unless `HOTSWAP_STORM` says so.
const RELOADS: u64 = 100;

/// So many versions are there at most: the storm waits for others to leave.
const VERSIONS: usize = 24;

/// More than that is a leak, in kilobytes: what each of ten thousand versions would leave, if that were a hundred bytes.
const GROWTH: u64 = 1_000;

/// What came of all calls.
#[derive(Default)]
struct Tally {
    made: AtomicU64,
    cancelled: AtomicU64,
    spawned: AtomicU64,
}

/// One task of the host.
#[derive(Clone)]
struct Caller {
    swapper: Swapper,
    address: Arc<str>,
    tally: Arc<Tally>,
    watched: Watched,
}

impl Caller {
    fn plugin(&self, name: &str) -> LoadedPlugin {
        self.swapper.current().plugin(name).unwrap().clone()
    }

    fn token(&self) -> (Obj<dyn Token>,) {
        self.tally.spawned.fetch_add(1, Ordering::Relaxed);
        (self.watched.token(),)
    }

    /// Each kind of call, one after the other. An error is a failure of the storm.
    async fn round(&self, number: u64) -> hotswap::Result<()> {
        let tokio = self.plugin("world");
        let nap: u32 = tokio.invoke_async("nap", (number % 2,)).await?;
        assert!((1..=2).contains(&nap));
        let answer: String = tokio
            .invoke_async("fetch", (&*self.address, "hello"))
            .await?;
        assert_eq!(answer, "hello");
        assert_eq!(
            tokio.invoke_async::<u64>("crunch", (number,)).await?,
            (0..=number).sum::<u64>()
        );
        assert_eq!(tokio.invoke_async::<u32>("naps", (8u32,)).await?, 8);
        let tasks = self.plugin("tasks");
        assert!((1..=2).contains(&tasks.invoke_async::<u32>("joins", ()).await?));
        let said: String = tasks.invoke_async("cut", ()).await?;
        assert_eq!(said, "not ready within 1ms, true, 7");
        let aborted: String = tasks.invoke_async("aborts", self.token()).await?;
        assert_eq!(aborted, "the task was cancelled");
        self.tally.made.fetch_add(7, Ordering::Relaxed);
        self.cancel(&tokio).await;
        if number.is_multiple_of(4) {
            tokio.invoke::<()>("spawns", self.token())?;
            tasks.invoke::<()>("runs", self.token())?;
            tasks.invoke::<()>("listens", self.token())?;
        }
        Ok(())
    }

    /// Calls that end before their first poll, while they are pending, and perhaps during a reload.
    async fn cancel(&self, tokio: &LoadedPlugin) {
        drop(tokio.invoke_async::<()>("never", self.token()));
        let never = tokio.invoke_async::<()>("never", self.token());
        let naps = tokio.invoke_async::<u32>("naps", (1_000u32,));
        let both = futures_util::future::join(never, naps);
        let cut = timeout(Duration::from_micros(50), both).await;
        cut.expect_err("it sleeps for ever");
        self.tally.cancelled.fetch_add(3, Ordering::Relaxed);
    }
}

/// Plugins that are built, by name and version.
fn built() -> [[PathBuf; 2]; 2] {
    let versions = [1, 2];
    [
        versions.map(|version| own_tokio::plugin(version).build()),
        versions.map(|version| background::plugin(version).named("tasks").build()),
    ]
}

fn storm(reloads: u64) {
    let plugins = PluginDir::new();
    let built = built();
    let add = |plugin: usize, version: usize| {
        let name = ["world", "tasks"][plugin];
        publish(&built[plugin][version], plugins.path(), name);
    };
    add(0, 0);
    add(1, 0);
    let runtime = runtime();
    let swapper = Swapper::builder(plugins.path())
        .free_delay(Duration::ZERO)
        .tokio(runtime.handle().clone())
        .build()
        .unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let caller = Caller {
        swapper: swapper.clone(),
        address: echo().into(),
        tally: Arc::default(),
        watched: Watched::default(),
    };
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (caller, stop) = (caller.clone(), Arc::clone(&stop));
            runtime.spawn(async move {
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    caller.round(number).await.expect("no call fails");
                    number += 1;
                }
            })
        })
        .collect();
    let mut before = None;
    for number in 0..reloads {
        let plugin = number as usize % 2;
        add(plugin, 1 - (number as usize / 2) % 2);
        let report = swapper.reload(&LiveData::none()).expect("it is fine");
        assert!(report.has_changes());
        wait_for(|| match swapper.stats() {
            stats if stats.versions.len() <= VERSIONS => Ok(()),
            stats => Err(stats),
        });
        if number == reloads / 4 {
            before = Some(in_use());
        }
        if number % 50 == 49 {
            println!("{} reloads, {} kB in use", number + 1, in_use());
        }
    }
    stop.store(true, Ordering::Relaxed);
    runtime.block_on(async {
        for caller in callers {
            caller.await.expect("no task panics");
        }
    });
    // From here on nobody calls: the host idles, and what is left is woken.
    for plugin in [0, 1] {
        add(plugin, (reloads as usize / 2) % 2);
        add(plugin, 1 - (reloads as usize / 2) % 2);
        let _ = swapper.reload(&LiveData::none()).unwrap();
    }
    wait_for(|| match swapper.stats() {
        stats if is_all_gone(&stats) => Ok(()),
        stats => Err(stats),
    });
    let Tally {
        made,
        cancelled,
        spawned,
    } = &*caller.tally;
    let [made, cancelled, spawned] =
        [made, cancelled, spawned].map(|it| it.load(Ordering::Relaxed));
    let (before, after) = (before.expect("there are reloads"), in_use());
    println!("{made} calls, {cancelled} cancelled; {before} kB in use, then {after} kB");
    println!("{}", swapper.stats());
    assert!(made > 0 && cancelled > 0 && spawned > 0);
    let dropped = u64::from(caller.watched.dropped());
    assert_eq!(dropped, spawned, "all tokens are let go of");
    assert!(after <= before + GROWTH, "{before} kB became {after} kB");
}

#[test]
fn no_call_fails_and_every_library_goes_while_plugins_with_tasks_are_reloaded() {
    // Versions are built before the child is watched for its progress.
    let _ = built();
    let child = child()
        .limit(Duration::from_secs(3 * 60 * 60))
        .patience(Duration::from_secs(120));
    let outcome = child.run(|_| storm(count("HOTSWAP_STORM", RELOADS)));
    assert!(outcome.success(), "{outcome}");
    print!("{outcome}");
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let builder = builder.worker_threads(2).enable_time();
    builder.build().expect("the system has threads")
}
