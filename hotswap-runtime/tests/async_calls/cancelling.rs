//! To drop a call is to cancel it.

use std::thread;

use crate::api::Store;
use crate::executor::{block_on, poll_once};
use crate::scene::{Barred, Host, Watched};

#[test]
fn a_call_that_was_never_polled_has_not_begun() {
    let host = Host::of(&["world"]);
    let (barred, watched) = (Barred::default(), Watched::default());
    let store = host.store("world");
    let call = store.hold(barred.gate(), watched.token());
    assert_eq!(watched.dropped(), 0);
    drop(call);
    assert_eq!(watched.dropped(), 1);
    assert_eq!(barred.waiting(), 0);
}

#[test]
fn a_pending_call_lets_go_of_all_that_it_has() {
    let host = Host::of(&["world"]);
    let (barred, watched) = (Barred::default(), Watched::default());
    let store = host.store("world");
    let mut call = Box::pin(store.hold(barred.gate(), watched.token()));
    assert!(poll_once(call.as_mut()).is_pending());
    assert_eq!(watched.dropped(), 0);
    drop(call);
    assert_eq!(watched.dropped(), 1);
    barred.open_up();
}

#[test]
fn a_pending_call_can_be_cancelled_on_another_thread() {
    let host = Host::of(&["world"]);
    let (barred, watched) = (Barred::default(), Watched::default());
    let (store, gate, token) = (host.store("world"), barred.gate(), watched.token());
    let mut call = Box::pin(async move { store.hold(gate, token).await });
    assert!(poll_once(call.as_mut()).is_pending());
    thread::spawn(move || drop(call)).join().unwrap();
    assert_eq!(watched.dropped(), 1);
    host.reload("world", 2);
    host.all_gone();
}

#[test]
fn a_call_that_has_begun_goes_on_on_another_thread() {
    let host = Host::of(&["world"]);
    let barred = Barred::default();
    let (store, gate) = (host.store("world"), barred.gate());
    let mut call = Box::pin(async move { store.sum(gate, 1).await });
    assert!(poll_once(call.as_mut()).is_pending());
    barred.open_up();
    let sum = thread::spawn(move || block_on(call)).join().unwrap();
    assert_eq!(sum, 512);
}

#[test]
fn calls_are_cancelled_while_their_plugin_is_reloaded() {
    let host = Host::of(&["world"]);
    let (barred, watched) = (Barred::default(), Watched::default());
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (store, gate, token) = (host.store("world"), barred.gate(), watched.token());
            let mut call = Box::pin(async move { store.hold(gate, token).await });
            assert!(poll_once(call.as_mut()).is_pending());
            call
        })
        .collect();
    thread::scope(|scope| {
        scope.spawn(|| drop(calls));
        host.reload("world", 2);
    });
    assert_eq!(watched.dropped(), 100);
    host.all_gone();
}
