//! Wakers cross, and may outlive everything.

use std::sync::Arc;
use std::task::{Context, Waker};
use std::thread;

use test_kit::{Leaks, child, isolated};

use crate::api::Store;
use crate::executor::{Counter, block_on, poll_once};
use crate::scene::{Barred, Host};

#[test]
fn a_waker_that_comes_home_is_itself() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let store = host.store("world");
    let counter = Arc::new(Counter::default());
    let waker = counter.waker();
    let mut call = Box::pin(store.wait(barred.gate()));
    let polled = call.as_mut().poll(&mut Context::from_waker(&waker));
    assert!(polled.is_pending());
    let home = barred.take_wakers();
    assert_eq!(home.len(), 1);
    assert!(home[0].will_wake(&waker), "by way of a plugin and back");
    home[0].wake_by_ref();
    assert_eq!(counter.woken(), 1);
}

#[test]
fn a_plugin_knows_its_waker_again() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    let known: (bool, bool) = block_on(plugin.invoke_async("knows_its_waker", ())).unwrap();
    // What it is lent at first is another one than the clone that it then has.
    assert!(known.1);
}

#[test]
fn a_waker_is_cloned_on_many_threads_at_once() {
    let host = Host::of(&["world"]);
    let plugin = host.plugin("world");
    for _ in 0..20 {
        let cloned: bool = block_on(plugin.invoke_async("clones_on_threads", (8u32,))).unwrap();
        assert!(cloned);
    }
    drop(plugin);
    host.reload("world", 2);
    host.all_gone();
}

#[test]
fn wakers_of_a_plugin_keep_it_until_they_are_dropped() {
    let host = Host::of(&["world"]);
    let wakers = hoard_of_plugin(&host);
    host.reload("world", 2);
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 3 × waker");
    wakers.iter().for_each(Waker::wake_by_ref);
    thread::spawn(move || wakers.into_iter().for_each(Waker::wake))
        .join()
        .unwrap();
    host.all_gone();
}

/// Wakers of a plugin, which a task of it has left in the host that is no more.
fn hoard_of_plugin(host: &Host) -> Vec<Waker> {
    let barred = Barred::default();
    let store = host.store("world");
    let mut call = Box::pin(store.wait_for_all(barred.gate(), 3));
    assert!(poll_once(call.as_mut()).is_pending());
    drop(call);
    let wakers = barred.take_wakers();
    assert_eq!(wakers.len(), 3);
    wakers
}

/// Has a plugin keep wakers of the host's.
fn hoard_of_host(host: &Host, waker: &Waker) {
    let plugin = host.plugin("world");
    for _ in 0..3 {
        let mut call = Box::pin(plugin.invoke_async::<()>("hoard", ()));
        let polled = call.as_mut().poll(&mut Context::from_waker(waker));
        assert!(polled.is_pending());
    }
    assert_eq!(plugin.invoke::<u32>("hoarded", ()).unwrap(), 3);
}

#[test]
fn a_plugin_wakes_wakers_of_tasks_that_are_no_more() {
    let host = Host::of(&["world"]);
    let counter = Arc::new(Counter::default());
    hoard_of_host(&host, &counter.waker());
    host.plugin("world")
        .invoke::<()>("wake_hoarded", ())
        .unwrap();
    assert_eq!(counter.woken(), 3);
    assert_eq!(Arc::strong_count(&counter), 1, "all clones are dropped");
}

#[test]
fn wakers_of_the_host_in_a_plugin_do_not_keep_it() {
    let host = Host::of(&["world"]);
    let counter = Arc::new(Counter::default());
    hoard_of_host(&host, &counter.waker());
    host.reload("world", 2);
    host.all_gone();
    counter.waker().wake();
    assert_eq!(counter.woken(), 1);
}

/// Wakers are kept over unloads, woken and dropped on threads that never called the plugin.
fn wakers_outlive_their_plugins(rounds: u32) {
    let host = Host::of(&["world"]);
    for round in 0..rounds {
        let counter = Arc::new(Counter::default());
        hoard_of_host(&host, &counter.waker());
        let wakers = hoard_of_plugin(&host);
        host.reload("world", 2 - round % 2);
        let (mut one, mut two) = (wakers, Vec::new());
        two.extend(one.pop());
        thread::scope(|scope| {
            scope.spawn(move || {
                one.iter().for_each(Waker::wake_by_ref);
                let clones = one.clone();
                drop(one);
                clones.into_iter().for_each(Waker::wake);
            });
            scope.spawn(move || drop(two));
        });
        host.all_gone();
        counter.waker().wake();
    }
    println!("all are gone");
}

#[test]
fn wakers_outlive_the_unloading_of_plugins() {
    isolated(|| wakers_outlive_their_plugins(20));
}

#[test]
fn valgrind_has_nothing_to_say_of_wakers_that_outlive_a_plugin() {
    // Wakers of the host that a plugin has kept are lost with it.
    let Some(child) = child().under_valgrind(Leaks::Ignored) else {
        return;
    };
    // Built before: a compiler under valgrind takes long.
    for version in [1, 2] {
        crate::plugin::plugin("world", version).build();
    }
    let outcome = child.run(|_| wakers_outlive_their_plugins(3));
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("all are gone"), "{outcome}");
}
