//! Tasks that call without pause while their plugins are reloaded.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use hotswap::{Error, Obj};
use hotswap_runtime::{LateFn, LatePlugin, Swapper};
use test_kit::{child, count};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::api::Store;
use crate::scene::{Barred, Host, Watched};

/// How often the plugin is replaced, unless `HOTSWAP_STORM` says so.
const RELOADS: u64 = 300;

/// What came of all calls.
#[derive(Default)]
struct Tally {
    made: AtomicU64,
    cancelled: AtomicU64,
    panicked: AtomicU64,
}

/// One task of the host.
struct Caller {
    late: LatePlugin<dyn Store>,
    sing: LateFn,
    swapper: Swapper,
    open: Obj<dyn crate::api::Gate>,
    tally: Arc<Tally>,
    watched: Watched,
    held: u32,
}

impl Caller {
    /// Each kind of call, one after the other. An error is a failure of the storm.
    async fn round(&mut self, number: u64) -> hotswap::Result<()> {
        let store = self.late.get()?;
        assert_eq!(store.add(number, 1).await, number + 1);
        let entry = store.twice("key").await?;
        assert_eq!((entry.key.as_str(), entry.values.len()), ("key''", 4));
        assert_eq!(store.wait_for_all(self.open.clone(), 3).await, 3);
        assert_eq!(store.sum(self.open.clone(), number).await, 512 * number);
        let words = [String::from("la")];
        let song: String = self.sing.call_async((&words[..],)).await?;
        assert!(song.starts_with("la "), "{song}");
        let version = self.late.call_async(async |store| store.version().await);
        assert!((1..=2).contains(&version.await?));
        let world = self.swapper.current().plugin("world")?.clone();
        let greeting: String = world.invoke_async("greet", ("Bob",)).await?;
        assert!(greeting.starts_with("hello Bob"), "{greeting}");
        let other = self.swapper.current().plugin("other")?.clone();
        let arguments = (store.clone(), self.open.clone());
        let version: u32 = other.invoke_async("wait_for", arguments).await?;
        assert!((1..=2).contains(&version));
        self.tally.made.fetch_add(8, Ordering::Relaxed);
        self.cancel(&store).await;
        match number % 16 {
            0 => self.panic(&store).await,
            _ => Ok(()),
        }
    }

    /// Calls that never end, and one that never begins.
    async fn cancel(&mut self, store: &Obj<dyn Store>) {
        let closed = Barred::default();
        drop(store.hold(closed.gate(), self.watched.token()));
        let held = store.hold(closed.gate(), self.watched.token());
        let waits = store.wait_for_all(closed.gate(), 2);
        let both = futures_util::future::join(held, waits);
        let cut = timeout(Duration::from_micros(50), both).await;
        cut.expect_err("nobody opens the gate");
        // Its wakers outlive the tasks, and are woken on this thread.
        closed.open_up();
        self.held += 2;
        self.tally.cancelled.fetch_add(3, Ordering::Relaxed);
    }

    /// Calls that panic, at once and later.
    async fn panic(&self, store: &Obj<dyn Store>) -> hotswap::Result<()> {
        for gate in [None, Some(self.open.clone())] {
            match store.fail("panic", gate).await {
                Err(Error::Panicked { .. }) => {}
                other => return other.map(drop),
            }
        }
        self.tally.panicked.fetch_add(2, Ordering::Relaxed);
        Ok(())
    }
}

fn storm(reloads: u64) {
    let host = Host::of(&["world", "other"]);
    let runtime = runtime();
    let (stop, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let mut caller = Caller {
                late: host.swapper.late_plugin("world"),
                sing: host.swapper.late_fn("sing"),
                swapper: host.swapper.clone(),
                open: Barred::open(),
                tally: Arc::clone(&tally),
                watched: Watched::default(),
                held: 0,
            };
            let stop = Arc::clone(&stop);
            runtime.spawn(async move {
                let mut number = 0;
                while !stop.load(Ordering::Relaxed) {
                    caller.round(number).await.expect("no call fails");
                    number += 1;
                    tokio::task::yield_now().await;
                }
                assert_eq!(caller.watched.dropped(), caller.held, "all are let go of");
            })
        })
        .collect();
    for number in 0..reloads {
        host.reload("world", 2 - (number % 2) as u32);
        if number % 50 == 49 {
            println!("{} reloads", number + 1);
        }
    }
    stop.store(true, Ordering::Relaxed);
    runtime.block_on(async {
        for caller in callers {
            caller.await.expect("no task panics");
        }
    });
    drop(runtime);
    host.all_gone();
    let all = [&tally.made, &tally.cancelled, &tally.panicked];
    let [made, cancelled, panicked] = all.map(|count| count.load(Ordering::Relaxed));
    println!(
        "{made} calls, {cancelled} cancelled, {panicked} panicked; {}",
        host.swapper.stats()
    );
    assert!(made > 0 && cancelled > 0 && panicked > 0);
}

#[test]
fn no_call_fails_while_plugins_are_reloaded_and_every_library_goes() {
    // Versions are built before the child is watched for its progress.
    for version in [1, 2] {
        crate::plugin::plugin("world", version).build();
    }
    let child = child()
        .limit(Duration::from_secs(3 * 60 * 60))
        .patience(Duration::from_secs(120));
    let outcome = child.run(|_| storm(count("HOTSWAP_STORM", RELOADS)));
    assert!(outcome.success(), "{outcome}");
    print!("{outcome}");
}

fn runtime() -> Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let builder = builder.worker_threads(2).enable_time();
    let builder = builder.on_thread_park(hotswap_runtime::safe_point);
    builder.build().expect("the system has threads")
}
