//! Panics and errors in methods: contained where they happen, told to whoever called.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hotswap::Error;
use hotswap::prelude::*;

use super::api::Counter;
use super::scene::{Ear, Host, Ours};

/// What the panic of `body` says.
#[track_caller]
fn panic_of<T>(body: impl FnOnce() -> T) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(body)) else {
        panic!("it should have panicked");
    };
    *payload.downcast::<String>().expect("it is text")
}

#[test]
fn a_panic_in_a_method_that_may_fail_is_an_error() {
    let host = Host::of(&["world"]);
    let counter = host.counter("world", 1);
    let error = counter.fail("panic").unwrap_err();
    assert!(
        matches!(&error, Error::Panicked { plugin, message, location: Some(location), .. }
            if plugin == "world" && message == "failed in version 1" && location.contains("world.rs")),
        "{error:?}"
    );
    assert_eq!(counter.add(1), 2, "it goes on");
}

#[test]
fn an_error_of_a_method_names_its_plugin() {
    let host = Host::of(&["world"]);
    let error = host.counter("world", 1).fail("error").unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "plugin world: invalid digit found in string"
    );
}

#[test]
fn a_panic_in_a_method_that_cannot_fail_goes_on_in_the_caller() {
    let host = Host::of(&["world"]);
    let counter = host.counter("world", 1);
    let text = panic_of(|| counter.panic("boom"));
    assert!(text.starts_with("plugin world panicked at "), "{text}");
    assert!(text.ends_with(": boom in version 1"), "{text}");
    assert_eq!(counter.add(1), 2, "it goes on");
}

#[test]
fn a_panic_in_the_host_is_contained_before_the_plugin() {
    let host = Host::of(&["world"]);
    let ours = Obj::<dyn Counter>::new(Ours::default());
    let error = host
        .call::<()>("world", "fail_in", (&ours, "panic"))
        .unwrap_err();
    assert_eq!(error.to_string(), "the host panicked: panic in the host");
    assert_eq!(error.plugin(), None);
    let error = host
        .call::<()>("world", "fail_in", (&ours, "error"))
        .unwrap_err();
    assert_eq!(error.to_string(), "the host is closed");
}

#[test]
fn a_panic_that_goes_on_is_contained_by_the_next_barrier_out() {
    let host = Host::of(&["world", "other"]);
    let ours = Obj::<dyn Counter>::new(Ours::default());
    let error = host.call::<u64>("world", "panic_in", (&ours,)).unwrap_err();
    assert!(
        matches!(&error, Error::Panicked { plugin, message, location: Some(location), .. }
            if plugin == "world"
                && message == "the host panicked: boom in the host"
                && location.contains("world.rs")),
        "{error:?}"
    );
    let other = host.counter("other", 1);
    let error = host.call::<u64>("world", "panic_in", (other,)).unwrap_err();
    let Error::Panicked {
        plugin, message, ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(plugin, "world");
    assert!(
        message.starts_with("plugin other panicked at "),
        "{message}"
    );
}

#[test]
fn a_panic_in_a_destructor_stays_in_the_plugin() {
    let host = Host::of(&["world"]);
    let ear = Ear::of(&host, "world");
    drop(host.counter("world", 13));
    assert_eq!(ear.heard(), ["dropped 1"]);
    assert_eq!(host.counter("world", 1).add(1), 2, "it goes on");
}

#[test]
fn a_panic_in_a_destructor_of_the_host_stays_in_the_host() {
    struct Unlucky;
    impl super::api::Listener for Unlucky {
        fn hear(&self, _text: &str) {}
    }
    impl Drop for Unlucky {
        fn drop(&mut self) {
            panic!("dropped with bad luck");
        }
    }
    let host = Host::of(&["world"]);
    let listen = || {
        host.call::<()>(
            "world",
            "listen",
            (Obj::<dyn super::api::Listener>::new(Unlucky),),
        )
    };
    listen().unwrap();
    listen().expect("the first is dropped by the plugin, which notices nothing");
}
