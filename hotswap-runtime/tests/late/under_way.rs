//! Calls during which things change.

use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use test_kit::wait_until;

use super::host::{Host, call_around, version};

/// Long enough for the reaper to do what it must not do.
const A_WHILE: Duration = Duration::from_millis(50);

#[test]
fn a_call_ends_on_the_code_it_began_on_and_only_then_is_that_freed() {
    let host = Host::serving();
    let around = host.swapper.late_fn("around");
    let late = host.swapper.late_fn("version");
    let (begun, has_begun) = mpsc::channel();
    let (end, may_end) = mpsc::channel::<()>();
    let call = thread::spawn(move || {
        call_around(&around, move || {
            begun.send(()).unwrap();
            may_end.recv().unwrap();
        })
    });
    has_begun.recv().unwrap();
    // Nobody waits for the call.
    host.reload();
    host.reload();
    assert_eq!(version(&late), 3);
    wait_until("version 2 is freed, which nobody is in", || {
        !host.freed().is_empty()
    });
    thread::sleep(A_WHILE);
    assert_eq!(host.freed(), [2], "version 1 is not");
    end.send(()).unwrap();
    assert_eq!(call.join().unwrap(), ((), 1));
    wait_until("version 1 is freed", || host.freed() == [2, 1]);
}

#[test]
fn a_late_call_inside_a_late_call_runs_the_newer_code() {
    let host = Host::serving();
    let around = host.swapper.late_fn("around");
    let deepest = host.swapper.late_fn("version");
    let mut inside: Box<dyn FnOnce() -> Vec<u32>> = Box::new(move || vec![version(&deepest)]);
    // More calls, one inside the other, than a thread has slots.
    for _ in 0..10 {
        let around = around.clone();
        inside = Box::new(move || {
            let (mut versions, own) = call_around(&around, inside);
            versions.push(own);
            versions
        });
    }
    assert_eq!(inside(), [1; 11]);
    let late = host.swapper.late_fn("version");
    let host = Rc::new(host);
    let reloading = Rc::clone(&host);
    let (inner, outer) = call_around(&around, move || {
        reloading.reload();
        let inner = version(&late);
        thread::sleep(A_WHILE);
        assert!(
            reloading.freed().is_empty(),
            "the outer call is still in it"
        );
        inner
    });
    assert_eq!((inner, outer), (2, 1));
    wait_until("version 1 is freed", || host.freed() == [1]);
}

#[test]
fn a_swapper_dropped_inside_a_late_call_waits_for_nobody() {
    let host = Host::serving();
    let around = host.swapper.late_fn("around");
    let (swapper, journal) = host.without_swapper();
    let journal = Rc::new(journal);
    let inside = Rc::clone(&journal);
    let (refusal, ended_in) = call_around(&around, {
        let around = around.clone();
        move || {
            drop(swapper);
            thread::sleep(A_WHILE);
            assert!(inside.freed().is_empty(), "the call is still in it");
            around.call::<u32>(()).unwrap_err().to_string()
        }
    });
    assert!(refusal.contains("swapper was dropped"), "{refusal}");
    assert_eq!(ended_in, 1);
    wait_until("version 1 is freed", || journal.freed() == [1]);
}
