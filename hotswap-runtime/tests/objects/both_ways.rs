//! Objects of plugins in the host, of the host in plugins, and of plugins in each other.

use std::sync::Arc;

use hotswap::prelude::*;

use super::api::{Counter, Crowd, Vector};
use super::scene::{Host, Ours};

#[test]
fn an_object_of_a_plugin_answers_the_host() {
    let host = Host::of(&["world"]);
    let counter = host.counter("world", 40);
    assert_eq!(
        (counter.add(1), counter.add(1), counter.version()),
        (41, 42, 1)
    );
    assert_eq!(counter.fail("").unwrap(), Vector { x: 1, y: 2 });
    assert_eq!(format!("{counter:?}"), "Obj<dyn Counter> of world");
}

#[test]
fn an_object_of_the_host_answers_a_plugin() {
    let host = Host::of(&["world"]);
    let ours = Arc::new(Ours::default());
    let object = Obj::<dyn Counter>::from(Arc::clone(&ours));
    assert_eq!(
        host.call::<u64>("world", "add_to", (&object, 3u64))
            .unwrap(),
        3
    );
    assert_eq!(
        host.call::<u64>("world", "add_to", (object, 4u64)).unwrap(),
        7
    );
    assert_eq!(*ours.0.lock().unwrap(), 7);
    assert_eq!(Arc::strong_count(&ours), 1, "the plugin has let go of it");
}

#[test]
fn a_closure_of_the_host_answers_a_plugin() {
    let host = Host::of(&["world"]);
    let heard = Arc::new(std::sync::Mutex::new(String::new()));
    let ear = Arc::clone(&heard);
    let listener = Obj::<dyn super::api::Listener>::from_fn(move |text| {
        ear.lock().unwrap().push_str(text);
    });
    host.call::<()>("world", "listen", (listener,)).unwrap();
    drop(host.counter("world", 1));
    assert_eq!(*heard.lock().unwrap(), "dropped 1");
}

#[test]
fn an_object_of_one_plugin_answers_another() {
    let host = Host::of(&["giver", "taker"]);
    let counter = host.counter("giver", 5);
    host.call::<()>("taker", "keep", (Some(counter.clone()),))
        .unwrap();
    let kept: Option<Obj<dyn Counter>> = host.call("taker", "kept", ()).unwrap();
    assert_eq!(kept.as_ref(), Some(&counter), "it is the same all the way");
    assert_eq!(
        host.call::<u64>("taker", "add_to", (&counter, 2u64))
            .unwrap(),
        7
    );
    assert_eq!(kept.unwrap().add(0), 7);
}

#[test]
fn objects_cross_inside_other_values_and_come_back() {
    let host = Host::of(&["world"]);
    let ours = Arc::new(Ours::default());
    let object = || Obj::<dyn Counter>::from(Arc::clone(&ours));
    let theirs = host.counter("world", 0);
    let crowd = Crowd {
        name: "all".to_owned(),
        first: None,
        rest: vec![(1, object()), (20, theirs.clone()), (3, object())],
    };
    let back: Crowd = host.call("world", "crowd", (crowd,)).unwrap();
    assert_eq!(back.first.unwrap().add(0), 7);
    assert_eq!((*ours.0.lock().unwrap(), theirs.add(0)), (4, 20));
    let identities: Vec<_> = back.rest.iter().map(|(_, it)| *it == theirs).collect();
    assert_eq!(identities, [false, true, false]);
    drop(back.rest);
    assert_eq!(Arc::strong_count(&ours), 1);
}

#[test]
fn objects_are_passed_through_methods() {
    let host = Host::of(&["world"]);
    let theirs = host.counter("world", 0);
    let ours = Obj::<dyn Counter>::new(Ours::default());
    assert_eq!(theirs.pass(ours.clone()), ours);
    assert_eq!(ours.pass(theirs.clone()), theirs);
    assert_eq!(theirs.pass(theirs.clone()), theirs);
}

#[test]
fn calls_may_go_back_and_forth_on_one_stack() {
    let host = Host::of(&["one", "two"]);
    let (one, two) = (host.counter("one", 0), host.counter("two", 0));
    let ours = Obj::<dyn Counter>::new(Ours::default());
    // The last to answer says its version: 1 in a plugin, 0 in the host.
    assert_eq!(one.ping(&ours, 6), 6 + 1);
    assert_eq!(one.ping(&ours, 7), 7);
    assert_eq!(one.ping(&two, 9), 9 + 1);
    assert_eq!(one.ping(&one, 50), 50 + 1);
}
