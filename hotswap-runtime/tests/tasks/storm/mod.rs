//! Tasks of a host that call without pause, while plugins with tokio inside and plugins with tasks on the host's tokio are reloaded.
//!
//! - `plugins`: what is reloaded
//! - `caller`: every kind of call, and every kind of cancellation
//! - `idle`: the same plugins in a host without traffic

mod caller;
mod idle;
mod plugins;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hotswap::LiveData;
use hotswap_runtime::Swapper;
use test_kit::{PluginDir, child, count, publish, wait_for};
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use self::caller::Caller;
use self::plugins::built;
use crate::process::in_use;
use crate::scene::is_all_gone;
use crate::span_counts::SpanCounts;

/// How often a plugin is replaced, unless `HOTSWAP_STORM` says so.
const RELOADS: u64 = 100;

/// So many versions are there at most: the storm waits for others to leave.
const VERSIONS: usize = 24;

/// More than that is a leak, in kilobytes: what each of ten thousand versions would leave, if that were a hundred bytes.
const GROWTH: u64 = 1_000;

fn storm(reloads: u64) {
    let spans = SpanCounts::default();
    registry()
        .with(spans.clone().with_filter(LevelFilter::INFO))
        .init();
    let plugins = PluginDir::new();
    let built = built();
    // The version of each that is served.
    let mut versions = [0, 0];
    let add = |plugin: usize, version: usize| {
        let built = &built[plugin];
        publish(&built.versions[version], plugins.path(), built.name);
    };
    add(0, 0);
    add(1, 0);
    let mut add_the_other = |plugin: usize| {
        versions[plugin] = 1 - versions[plugin];
        add(plugin, versions[plugin]);
        built[plugin].name
    };
    let runtime = runtime();
    let swapper = Swapper::builder(plugins.path())
        .free_delay(Duration::ZERO)
        .tokio(runtime.handle().clone())
        .build()
        .unwrap();
    swapper.load(&LiveData::none()).unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let caller = Caller::of(swapper.clone());
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
        caller.reload(add_the_other(number as usize % 2));
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
    // From here on nothing calls: the host idles, and what is left is woken.
    for plugin in [0, 1] {
        add_the_other(plugin);
        let report = swapper.reload(&LiveData::none()).expect("it is fine");
        assert!(report.has_changes());
    }
    wait_for(|| match swapper.stats() {
        stats if is_all_gone(&stats) => Ok(()),
        stats => Err(stats),
    });
    let (before, after) = (before.expect("there are reloads"), in_use());
    let tally = caller.tally();
    println!("{tally}; {spans}; {before} kB in use, then {after} kB");
    println!("{}", swapper.stats());
    let counts = [
        &tally.made,
        &tally.never_polled,
        &tally.pending,
        &tally.in_reload,
    ];
    assert!(counts.iter().all(|it| it.load(Ordering::Relaxed) > 0));
    let (given, dropped) = caller.tokens();
    assert_eq!(dropped, given, "all tokens are let go of");
    assert!(spans.events() > 0 && spans.made() > 0);
    assert_eq!(spans.closed(), spans.made(), "all spans are closed");
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
