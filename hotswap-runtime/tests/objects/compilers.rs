//! Objects between libraries of different compilers, layouts and allocators, from four threads at once.

use std::sync::Arc;
use std::thread;

use hotswap::prelude::*;
use test_kit::Toolchain;

use super::api::{Counter, Crowd};
use super::scene::{Host, Ours, plugin, plugin_by};

/// Memory of a plugin with this allocator can be freed by no other.
const ALLOCATOR: &str = concat!(
    "mod allocator {",
    include_str!("../allocators/counting.rs"),
    "}"
);

/// One plugin by the toolchain of the test, one by `toolchain` and with another allocator; each gets objects
/// of the other and of the host, and gives them back.
fn objects_go_round(toolchain: &Toolchain) {
    let host = Host::serving([
        plugin("plain", 1),
        plugin_by(toolchain, "other", 1, ALLOCATOR),
    ]);
    let ours = Arc::new(Ours::default());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                (0..50).for_each(|_| round(&host, &ours));
                fail(&host);
            });
        }
    });
    assert_eq!(Arc::strong_count(&ours), 1, "nobody holds it any more");
    assert_eq!(*ours.0.lock().unwrap(), 4 * 50 * 2 * 5);
}

fn round(host: &Host, ours: &Arc<Ours>) {
    for (giver, taker) in [("plain", "other"), ("other", "plain")] {
        let given = host.counter(giver, 0);
        let crowd = Crowd {
            name: format!("from {giver} to {taker}, more than a few bytes of it"),
            first: Some(given.clone()),
            rest: vec![(5, Obj::from(Arc::clone(ours))), (7, given.clone())],
        };
        let back: Crowd = host.call(taker, "crowd", (crowd.clone(),)).unwrap();
        assert_eq!(back.name, crowd.name);
        assert_eq!((given.add(0), back.first.unwrap().add(1)), (7, 8));
        assert_eq!(back.rest[1].1.pass(given.clone()), given);
        let other = host.counter(taker, 0);
        assert_eq!(given.ping(&other, 6), 6 + 1);
    }
}

/// Once a thread: where backtraces are on, finding the names of a stack takes a good part of a second.
fn fail(host: &Host) {
    for giver in ["plain", "other"] {
        let error = host.counter(giver, 0).fail("panic").unwrap_err();
        let text = error.to_string();
        assert!(text.ends_with(": failed in version 1"), "{text}");
    }
}

#[test]
fn objects_go_round_between_different_allocators() {
    objects_go_round(&Toolchain::current());
}

#[test]
fn objects_go_round_between_different_compilers() {
    if let Some(nightly) = Toolchain::shuffling(7) {
        objects_go_round(&nightly.flag("-Copt-level=1"));
    }
}

#[test]
fn objects_go_round_between_two_releases_of_the_compiler() {
    if let Some(other) = Toolchain::other_release() {
        objects_go_round(&other);
    }
}
