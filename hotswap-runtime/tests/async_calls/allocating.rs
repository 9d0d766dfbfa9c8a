//! What a call allocates.

use std::pin::pin;
use std::sync::Arc;
use std::task::Context;

use hotswap_runtime::LoadedPlugin;
use test_kit::most_allocated;

use crate::api::{Gate, Store};
use crate::executor::{Counter, poll_once};
use crate::scene::{Barred, Host};

#[global_allocator]
static COUNTING: test_kit::Counting = test_kit::Counting;

/// How often the plugin has allocated.
fn allocations(plugin: &LoadedPlugin) -> u64 {
    plugin.invoke("allocations", ()).unwrap()
}

#[test]
fn a_call_that_is_ready_at_once_allocates_nothing() {
    let host = Host::of(&["world"]);
    let (store, plugin) = (host.store("world"), host.plugin("world"));
    let before = allocations(&plugin);
    let allocated = most_allocated(|| {
        assert!(poll_once(pin!(store.add(1, 2))).is_ready());
    });
    assert_eq!(allocated, 0, "in the host");
    assert_eq!(allocations(&plugin) - before, 0, "in the plugin");
    let gate = Barred::open();
    let allocated = most_allocated(|| {
        assert!(poll_once(pin!(gate.pass())).is_ready());
    });
    assert_eq!(allocated, 0, "of an object of the host's own");
}

#[test]
fn a_call_that_waits_allocates_for_its_waker_alone_and_no_more_when_it_is_polled_again() {
    let host = Host::of(&["world"]);
    let (store, plugin) = (host.store("world"), host.plugin("world"));
    let waker = Arc::new(Counter::default()).waker();
    let mut context = Context::from_waker(&waker);
    let before = allocations(&plugin);
    let mut call = pin!(store.rest(100));
    assert!(call.as_mut().poll(&mut context).is_pending());
    let allocated = most_allocated(|| while call.as_mut().poll(&mut context).is_pending() {});
    assert_eq!(allocated, 0, "in the host");
    assert_eq!(
        allocations(&plugin) - before,
        0,
        "it has not cloned its waker"
    );
    let mut call = pin!(store.keep_its_waker(100));
    assert!(call.as_mut().poll(&mut context).is_pending());
    assert_eq!(allocations(&plugin) - before, 1, "the clone of its waker");
    let allocated = most_allocated(|| while call.as_mut().poll(&mut context).is_pending() {});
    assert_eq!(allocated, 0, "in the host");
    assert_eq!(allocations(&plugin) - before, 1, "no other clone");
}
