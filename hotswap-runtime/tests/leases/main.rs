//! The protocol of leases, run through every order that loom finds for it.
//!
//! What is tested is the crate's own `protocol.rs`, compiled here once more, over loom's atomics. Values are
//! cells that loom watches: "dropping" one is writing to it, so a reader that could still be in it is an
//! error, whether or not anything goes wrong in that run.
//!
//! - `barrier`, `sync`: what the protocol is made of, in the model
//! - `stage`: a value that is replaced, its readers and whoever reclaims

mod barrier;
#[path = "../../src/published/protocol.rs"]
mod protocol;
mod stage;
mod sync;

use barrier::Barrier;
use loom::thread;
use protocol::Node;
use stage::{Stage, explore};

/// Reads a value twice, while it is replaced and reclaimed.
fn read_what_is_reclaimed(stage: &Stage) {
    let reader = stage.reader(|node, stage| {
        stage.read(node);
        stage.read(node);
    });
    stage.replace_and_reclaim();
    reader.join().unwrap();
}

#[test]
fn no_reader_is_in_what_is_dropped() {
    explore(Barrier::Whole, read_what_is_reclaimed);
}

#[test]
fn a_reader_that_was_overtaken_uses_what_it_has_leased() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.read(node));
        stage.replace_by(1);
        stage.replace_by(2);
        stage.reclaim(1);
        reader.join().unwrap();
    });
}

#[test]
fn what_two_readers_have_left_may_be_dropped() {
    explore(Barrier::Whole, |stage| {
        let first = stage.reader(|node, stage| stage.read(node));
        let second = stage.reader(|node, stage| stage.read(node));
        stage.replace_and_reclaim();
        first.join().unwrap();
        second.join().unwrap();
        assert!(stage.reclaim(0), "nobody is in it any more");
    });
}

#[test]
fn another_thread_than_the_writer_may_reclaim() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.read(node));
        stage.replace_by(1);
        let reclaimer = thread::spawn({
            let stage = stage.clone();
            move || stage.reclaim(0)
        });
        reader.join().unwrap();
        reclaimer.join().unwrap();
    });
}

#[test]
fn a_call_inside_a_call_has_a_lease_of_its_own() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.read_with(node, || stage.read(node)));
        stage.replace_and_reclaim();
        reader.join().unwrap();
    });
}

#[test]
fn a_share_taken_under_a_brief_lease_outlives_it() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.share(node));
        stage.replace_and_reclaim();
        reader.join().unwrap();
    });
}

#[test]
fn a_seat_that_was_handed_on_is_looked_into() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| {
            stage.read(node);
            node.leave();
            stage.read(stage.nodes.claim());
        });
        stage.replace_and_reclaim();
        reader.join().unwrap();
    });
}

#[test]
fn a_seat_is_handed_on_empty() {
    explore(Barrier::Whole, |stage| {
        let visit = |node: &'static Node, stage: &Stage| {
            stage.read_with(node, || stage.read(node));
            node.leave();
        };
        let (first, second) = (stage.reader(visit), stage.reader(visit));
        first.join().unwrap();
        second.join().unwrap();
    });
}

#[test]
fn two_threads_never_have_one_seat() {
    explore(Barrier::Whole, |stage| {
        let claim = |stage: &Stage| {
            let stage = stage.clone();
            thread::spawn(move || std::ptr::from_ref(stage.nodes.claim()).addr())
        };
        let (first, second) = (claim(stage), claim(stage));
        assert_ne!(first.join().unwrap(), second.join().unwrap());
    });
}

#[test]
fn a_new_value_at_the_address_of_an_old_one_is_read_as_new() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.read(node));
        if stage.replace_and_reclaim() {
            stage.renew(0);
            stage.put(0);
        }
        reader.join().unwrap();
    });
}

#[test]
fn a_value_may_come_back_under_readers_who_never_left_it() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| {
            stage.read(node);
            stage.read(node);
        });
        stage.replace_by(1);
        stage.restore(0);
        stage.reclaim(1);
        reader.join().unwrap();
    });
}

#[test]
fn a_value_that_came_back_is_reclaimed_like_any_other_when_it_is_replaced_again() {
    explore(Barrier::Whole, |stage| {
        let reader = stage.reader(|node, stage| stage.read(node));
        stage.replace_by(1);
        stage.restore(0);
        stage.restore(1);
        let reclaimer = thread::spawn({
            let stage = stage.clone();
            move || stage.reclaim(0)
        });
        reader.join().unwrap();
        reclaimer.join().unwrap();
    });
}

#[test]
#[should_panic]
fn without_the_reclaimers_fence_a_reader_is_caught_in_what_came_and_went_again() {
    explore(Barrier::WithoutHeavy, |stage| {
        let reader = stage.reader(|node, stage| stage.read(node));
        stage.replace_by(1);
        stage.restore(0);
        stage.restore(1);
        stage.reclaim(0);
        reader.join().unwrap();
    });
}

/// The model is worth something only if it sees what each fence is for.
#[test]
#[should_panic]
fn without_the_reclaimers_fence_a_reader_is_caught_in_what_is_dropped() {
    explore(Barrier::WithoutHeavy, read_what_is_reclaimed);
}

#[test]
#[should_panic]
fn without_the_readers_fence_a_reader_is_caught_in_what_is_dropped() {
    explore(Barrier::WithoutLight, read_what_is_reclaimed);
}

#[test]
fn a_fence_that_was_refused_lets_nothing_go() {
    explore(Barrier::Refused, |stage| {
        assert!(!stage.replace_and_reclaim());
    });
}
