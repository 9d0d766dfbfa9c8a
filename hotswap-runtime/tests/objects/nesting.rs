//! A host knows when it is called by a plugin.

use std::sync::Arc;
use std::sync::Mutex;

use hotswap::is_called_by_plugin;
use hotswap::prelude::*;

use crate::api::Listener;
use crate::scene::Host;

/// Notes what it sees when it is called; calls another of its kind, if it has one.
struct Witness {
    seen: Arc<Mutex<Vec<bool>>>,
    next: Option<Obj<dyn Listener>>,
}

impl Listener for Witness {
    fn hear(&self, text: &str) {
        let see = || self.seen.lock().unwrap().push(is_called_by_plugin());
        see();
        if let Some(next) = &self.next {
            next.hear(text);
            see();
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        self.seen.lock().unwrap().push(is_called_by_plugin());
    }
}

/// A witness that has another; and what both see.
fn witnesses() -> (Obj<dyn Listener>, impl Fn() -> Vec<bool>) {
    let seen = Arc::default();
    let witness = |next| {
        let seen = Arc::clone(&seen);
        Obj::<dyn Listener>::new(Witness { seen, next })
    };
    let outer = witness(Some(witness(None)));
    (outer, move || std::mem::take(&mut *seen.lock().unwrap()))
}

#[test]
fn a_host_that_calls_itself_is_not_called_by_a_plugin() {
    let _host = Host::of(&["world"]);
    let (witness, seen) = witnesses();
    witness.hear("");
    assert_eq!(seen(), [false, false, false]);
    drop(witness);
    assert_eq!(seen(), [false, false]);
}

#[test]
fn a_host_that_is_called_by_a_plugin_is_so_also_where_it_calls_itself() {
    let host = Host::of(&["world"]);
    let (witness, seen) = witnesses();
    host.call::<()>("world", "listen", (witness,)).unwrap();
    drop(host.counter("world", 1));
    assert_eq!(seen(), [true, true, true]);
    let (_another, _) = witnesses();
    host.call::<()>("world", "listen", (_another,)).unwrap();
    assert_eq!(seen(), [true, true], "dropped by the plugin");
    assert!(!is_called_by_plugin());
}

#[test]
fn a_plugin_that_is_called_by_its_host_does_not_know_of_nesting() {
    let host = Host::of(&["world"]);
    assert!(
        !host
            .call::<bool>("world", "is_called_by_plugin", ())
            .unwrap()
    );
}

#[test]
fn a_panic_on_the_way_leaves_the_count_right() {
    let host = Host::of(&["world"]);
    let panicking = Obj::<dyn Listener>::from_fn(|_text| panic!("deaf"));
    host.call::<()>("world", "listen", (panicking.clone(),))
        .unwrap();
    drop(host.counter("world", 1));
    assert!(!is_called_by_plugin());
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panicking.hear("")));
    assert!(panic.is_err());
    assert!(!is_called_by_plugin());
    let (witness, seen) = witnesses();
    host.call::<()>("world", "listen", (witness,)).unwrap();
    drop(host.counter("world", 1));
    assert_eq!(seen(), [true, true, true]);
}
