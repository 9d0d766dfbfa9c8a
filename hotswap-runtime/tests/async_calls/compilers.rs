//! Async calls between libraries of different compilers and layouts.

use std::sync::Arc;
use std::task::Context;

use test_kit::Toolchain;

use crate::api::Store;
use crate::executor::{Counter, block_on};
use crate::plugin::{plugin, plugin_by};
use crate::scene::{Barred, Host, Watched};

/// One plugin by the toolchain of the test, and one by `toolchain`, which await each other.
fn calls_go_round(toolchain: &Toolchain) {
    let host = Host::serving([plugin("world", 1), plugin_by(toolchain, "other", 1)]);
    for (one, two) in [("world", "other"), ("other", "world")] {
        let barred = Barred::default();
        let (store, plugin) = (host.store(one), host.plugin(two));
        let waiting = async {
            let arguments = (store.clone(), barred.gate());
            let version = plugin.invoke_async::<u32>("wait_for", arguments);
            let all = store.wait_for_all(barred.gate(), 3);
            let sum = store.sum(barred.gate(), 2);
            let both = futures_util::future::join3(version, all, sum);
            let opened = async { barred.open_up() };
            futures_util::future::join(both, opened).await.0
        };
        let (version, all, sum) = block_on(waiting);
        assert_eq!((version.unwrap(), all, sum), (1, 3, 2 * 512));
        let error = block_on(store.fail("panic", Some(Barred::open()))).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("failed in version 1"), "{text}");
        cancel(&host, one);
    }
    host.reload("world", 2);
    host.all_gone();
}

/// A waker of the host that comes home by way of the plugin, and a call that is cancelled.
fn cancel(host: &Host, name: &str) {
    let (barred, watched, counter) = (
        Barred::default(),
        Watched::default(),
        Arc::new(Counter::default()),
    );
    let (store, waker) = (host.store(name), counter.waker());
    let mut call = Box::pin(store.hold(barred.gate(), watched.token()));
    let polled = call.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    assert!(barred.take_wakers()[0].will_wake(&waker));
    drop(call);
    assert_eq!(watched.dropped(), 1);
}

#[test]
fn calls_go_round_between_builds_of_other_options() {
    calls_go_round(&Toolchain::current().flag("-Copt-level=3"));
}

#[test]
fn calls_go_round_between_different_compilers() {
    match Toolchain::shuffling(7) {
        Some(nightly) => calls_go_round(&nightly.flag("-Copt-level=1")),
        None => println!("there is no nightly"),
    }
}

#[test]
fn calls_go_round_between_two_releases_of_the_compiler() {
    match Toolchain::other_release() {
        Some(other) => calls_go_round(&other),
        None => println!("there is no other release"),
    }
}
