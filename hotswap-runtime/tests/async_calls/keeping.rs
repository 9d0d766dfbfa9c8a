//! A future that is pending keeps its version, and is counted.

use std::pin::pin;
use std::thread;

use crate::api::Store;
use crate::executor::{block_on, poll_once};
use crate::scene::{Barred, Host};

#[test]
fn a_pending_future_ends_on_the_version_that_it_began_on() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let (store, gate) = (host.store("world"), barred.gate());
    let mut call = Box::pin(async move { store.wait(gate).await });
    assert!(poll_once(call.as_mut()).is_pending());
    host.reload("world", 2);
    assert_eq!(block_on(host.store("world").version()), 2);
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 1 × Obj; 1 × future");
    barred.open_up();
    assert_eq!(block_on(call), 1);
    host.all_gone();
}

#[test]
fn the_library_goes_when_the_last_future_is_dropped() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let plugin = host.plugin("world");
    let mut calls: Vec<_> = (0..3)
        .map(|_| {
            let (plugin, gate) = (plugin.clone(), barred.gate());
            let call = async move { plugin.invoke_async::<()>("tick", (gate,)).await };
            let mut call = Box::pin(call);
            assert!(poll_once(call.as_mut()).is_pending());
            call
        })
        .collect();
    drop(plugin);
    host.reload("world", 2);
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 3 × LoadedPlugin; 3 × future");
    let last = calls.pop().unwrap();
    drop(calls);
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 1 × LoadedPlugin; 1 × future");
    thread::spawn(move || drop(last)).join().unwrap();
    host.all_gone();
}

#[test]
fn a_call_that_is_ready_at_once_is_counted_by_nobody() {
    let host = Host::of(&["world"]);
    let store = host.store("world");
    block_on(store.add(1, 2));
    host.reload("world", 2);
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 1 × Obj");
}

#[test]
fn a_plugin_that_awaits_another_keeps_it() {
    let host = Host::of(&["one", "two"]);
    let barred = Barred::default();
    let one = host.plugin("one");
    let arguments = (host.store("two"), barred.gate());
    let mut call = Box::pin(async { one.invoke_async::<u32>("wait_for", arguments).await });
    assert!(poll_once(call.as_mut()).is_pending());
    host.reload("two", 2);
    host.old_versions_are("two 0.1.0 of generation 1, replaced: 1 × Obj; 1 × future");
    barred.open_up();
    assert_eq!(block_on(call).unwrap(), 1);
    host.all_gone();
}

#[test]
fn late_handles_call_the_newest_version_and_stay_with_it_while_they_wait() {
    let host = Host::of(&["world"]);
    let (late_fn, late) = (
        host.swapper.late_fn("sing"),
        host.swapper.late_plugin::<dyn Store>("world"),
    );
    let words = ["la".to_owned()];
    let song: String = block_on(late_fn.call_async((&words[..],))).unwrap();
    assert_eq!(song, "la 1");
    let barred = Barred::default();
    let gate = barred.gate();
    let mut waits = pin!(late.call_async(async |store| store.wait(gate).await));
    assert!(poll_once(waits.as_mut()).is_pending());
    host.reload("world", 2);
    let version = block_on(late.call_async(async |store| store.version().await));
    assert_eq!(version.unwrap(), 2);
    let song: String = block_on(late_fn.call_async((&words[..],))).unwrap();
    assert_eq!(song, "la 2");
    host.old_versions_are("world 0.1.0 of generation 1, replaced: 1 × Obj; 1 × future");
    barred.open_up();
    assert_eq!(block_on(waits).unwrap(), 1);
    host.all_gone();
}

#[test]
fn a_late_call_that_waits_holds_no_generation() {
    let host = Host::of(&["world", "other"]);
    let late_fn = host.swapper.late_fn("sing");
    let words = ["la".to_owned()];
    let mut call = Box::pin(late_fn.call_async::<String>((&words[..],)));
    assert!(poll_once(call.as_mut()).is_pending());
    host.reload("world", 2);
    host.reload("other", 2);
    // `sing` is that of one of them; the other one is not held.
    let stats = host.swapper.stats().to_string();
    assert!(!stats.contains("calls are under way"), "{stats}");
    block_on(call).unwrap();
    host.all_gone();
}
