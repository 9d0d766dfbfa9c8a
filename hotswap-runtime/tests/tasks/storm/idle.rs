//! Reloads of a host that idles: nothing calls a plugin while its old version leaves.

use std::thread;
use std::time::Duration;

use test_kit::{child, count};

use super::plugins::world;
use crate::idle::{all_workers_call, builder, wait_until_gone};
use crate::scene::{Host, Watched};

/// How often the plugin is replaced, unless `HOTSWAP_STORM` says so.
const RELOADS: u64 = 20;

fn storm(reloads: u64) {
    let runtime = builder().build().unwrap();
    let host = Host::with(world, |builder| builder.tokio(runtime.handle().clone()));
    let watched = Watched::default();
    for number in 0..reloads {
        runtime.block_on(async {
            // On a worker, since this thread passes no safe point.
            let (tokio, token) = (host.plugin(), watched.token());
            let spawns = async move { tokio.invoke::<()>("spawns", (token,)).unwrap() };
            tokio::spawn(spawns).await.unwrap();
            all_workers_call(&host).await;
        });
        // From here on nothing calls the version that leaves.
        thread::scope(|scope| {
            scope.spawn(|| host.reload(2 - (number % 2) as u32));
        });
        wait_until_gone(&host);
        assert_eq!(
            u64::from(watched.dropped()),
            number + 1,
            "its task is ended"
        );
        if number % 50 == 49 {
            println!("{} reloads", number + 1);
        }
    }
    println!("{}", host.swapper.stats());
}

#[test]
fn every_library_goes_from_a_host_that_idles_after_each_reload() {
    // Versions are built before the child is watched for its progress.
    for version in [1, 2] {
        world(version).build();
    }
    let child = child()
        .limit(Duration::from_secs(3 * 60 * 60))
        .patience(Duration::from_secs(120));
    let outcome = child.run(|_| storm(count("HOTSWAP_STORM", RELOADS)));
    assert!(outcome.success(), "{outcome}");
    print!("{outcome}");
}
