//! What keeps old code, and what does not.

use std::thread;

use hotswap::prelude::*;
use test_kit::wait_until;

use super::api::Counter;
use super::scene::{Ear, Host};

#[test]
fn an_object_stays_with_its_version_and_keeps_it() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    let old = host.counter("world", 1);
    let another = old.clone();
    host.reload("world", 2);
    assert_eq!(host.counter("world", 1).version(), 2);
    drop(another);
    assert_eq!((old.version(), old.add(1)), (1, 2));
    assert_eq!(ear.heard(), Vec::<String>::new(), "nothing of it has ended");
    drop(old);
    wait_until("version 1 is freed", || ear.has_heard("freed 1"));
    assert_eq!(ear.heard(), ["dropped 1", "freed 1"]);
}

#[test]
fn the_last_to_let_go_may_be_another_thread() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    let object = host.counter("world", 1);
    host.reload("world", 2);
    thread::spawn(move || {
        assert_eq!(object.version(), 1);
        drop(object);
    })
    .join()
    .unwrap();
    wait_until("version 1 is freed", || ear.has_heard("freed 1"));
}

#[test]
fn a_plugin_that_keeps_an_object_of_its_own_does_not_keep_itself() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    let object = host.counter("world", 1);
    host.call::<()>("world", "keep", (Some(object),)).unwrap();
    host.reload("world", 2);
    wait_until("version 1 is freed", || ear.has_heard("freed 1"));
}

#[test]
fn a_plugin_that_keeps_an_object_of_another_keeps_that_one() {
    let host = Host::of(&["giver", "taker"]);
    let ear = Ear::of(&host, "giver");
    let given = host.counter("giver", 1);
    host.call::<()>("taker", "keep", (Some(given),)).unwrap();
    host.reload("giver", 2);
    let kept: Option<Obj<dyn Counter>> = host.call("taker", "kept", ()).unwrap();
    assert_eq!(kept.unwrap().version(), 1);
    assert!(!ear.has_heard("freed 1"));
    host.call::<()>("taker", "keep", (None::<Obj<dyn Counter>>,))
        .unwrap();
    wait_until("version 1 is freed", || ear.has_heard("freed 1"));
}

#[test]
fn objects_outlive_the_swapper() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    let object = host.counter("world", 1);
    drop(host);
    assert_eq!(object.add(1), 2);
    drop(object);
    wait_until("it is freed", || ear.has_heard("freed 1"));
}

#[test]
fn what_a_plugin_hands_out_while_it_is_freed_keeps_its_code() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    let ours = Obj::<dyn Counter>::new(super::scene::Ours::default());
    host.call::<()>("world", "say_goodbye_to", (&ours,))
        .unwrap();
    host.reload("world", 2);
    wait_until("version 1 is freed", || ear.has_heard("freed 1"));
    assert_eq!(ear.heard(), ["dropped 1", "left 7, told by 1", "freed 1"]);
}
