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
use hotswap_runtime::{Stats, Swapper};
use test_kit::{PluginDir, child, count, publish, wait_for};
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt;

use self::caller::Caller;
use self::plugins::{Built, built};
use crate::process::in_use;
use crate::scene::is_all_gone;
use crate::span_counts::SpanCounts;

/// How often a plugin is replaced, unless `HOTSWAP_STORM` says so.
const RELOADS: u64 = 100;

/// So many versions are there at most: the storm waits for others to leave.
const VERSIONS: usize = 24;

/// More than that is a leak, in kilobytes: what each of ten thousand versions would leave, if that were a hundred bytes.
const GROWTH: u64 = 1_000;

/// A host, the plugins that it reloads, and its tasks.
struct Storm {
    directory: PluginDir,
    built: [Built; 2],
    /// The version of each that is served.
    versions: [usize; 2],
    swapper: Swapper,
    runtime: Runtime,
    caller: Caller,
}

impl Storm {
    fn begin() -> Self {
        let (directory, built, runtime) = (PluginDir::new(), built(), runtime());
        for plugin in &built {
            publish(&plugin.versions[0], directory.path(), plugin.name);
        }
        let swapper = Swapper::builder(directory.path())
            .free_delay(Duration::ZERO)
            .tokio(runtime.handle().clone())
            .build()
            .unwrap();
        swapper.load(&LiveData::none()).unwrap();
        Self {
            directory,
            built,
            versions: [0, 0],
            caller: Caller::of(swapper.clone()),
            swapper,
            runtime,
        }
    }

    /// Reloads while tasks call, and then an idle host, in which every library must go that was replaced.
    fn rage(&mut self, reloads: u64) {
        let stop = Arc::new(AtomicBool::new(false));
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let (caller, stop) = (self.caller.clone(), Arc::clone(&stop));
                self.runtime.spawn(async move {
                    let mut number = 0;
                    while !stop.load(Ordering::Relaxed) {
                        caller.round(number).await.expect("no call fails");
                        number += 1;
                    }
                })
            })
            .collect();
        for number in 0..reloads {
            let name = self.publish_the_other(number as usize % 2);
            self.caller.reload(name);
            self.wait_for_stats(|stats| stats.versions.len() <= VERSIONS);
            if number % 50 == 49 {
                println!("{} reloads, {} kB in use", number + 1, in_use());
            }
        }
        stop.store(true, Ordering::Relaxed);
        self.runtime.block_on(async {
            for caller in callers {
                caller.await.expect("no task panics");
            }
        });
        // From here on nothing calls: the host idles, and what is left is woken.
        for plugin in [0, 1] {
            self.publish_the_other(plugin);
            let report = self.swapper.reload(&LiveData::none());
            assert!(report.expect("it is fine").has_changes());
        }
        self.wait_for_stats(is_all_gone);
    }

    /// Puts the version of a plugin into the directory that is not served, and gives its name.
    fn publish_the_other(&mut self, plugin: usize) -> &'static str {
        let (built, version) = (&self.built[plugin], &mut self.versions[plugin]);
        *version = 1 - *version;
        publish(&built.versions[*version], self.directory.path(), built.name);
        built.name
    }

    #[track_caller]
    fn wait_for_stats(&self, is_so: impl Fn(&Stats) -> bool) {
        wait_for(|| {
            let stats = self.swapper.stats();
            is_so(&stats).then_some(()).ok_or(stats)
        });
    }
}

fn storm(reloads: u64) {
    let spans = SpanCounts::default();
    registry()
        .with(spans.clone().with_filter(LevelFilter::INFO))
        .init();
    let mut storm = Storm::begin();
    storm.rage(reloads / 4);
    let before = in_use();
    storm.rage(reloads - reloads / 4);
    let after = in_use();
    let tally = storm.caller.tally();
    println!("{tally}; {spans}; {before} kB in use, then {after} kB");
    println!("{}", storm.swapper.stats());
    let counts = [
        &tally.made,
        &tally.never_polled,
        &tally.pending,
        &tally.in_reload,
    ];
    assert!(counts.iter().all(|it| it.load(Ordering::Relaxed) > 0));
    let (given, dropped) = storm.caller.tokens();
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
