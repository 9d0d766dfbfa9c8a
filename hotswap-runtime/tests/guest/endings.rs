//! Where and when destructors run.

use std::cell::RefCell;

use hotswap_runtime::guest::safe_point;
use test_kit::isolated;

use super::library::drops;
use super::plugin;
use crate::common::worker::Worker;

#[test]
fn a_thread_local_is_dropped_at_the_next_safe_point_of_its_thread_after_the_release() {
    isolated(|| {
        let library = plugin::open();
        let workers = [Worker::start("one"), Worker::start("two")];
        for worker in &workers {
            worker.call(&library, "thread_local");
            worker.safe_point();
        }
        assert_eq!(drops(), [], "it may still be called");
        library.release();
        assert_eq!(drops(), [], "nobody passed a safe point");
        for worker in &workers {
            worker.safe_point();
            worker.safe_point();
            assert_eq!(drops(), [(worker.tid(), worker.tid())]);
        }
        library.close().expect("nothing holds it");
    });
}

#[test]
fn a_thread_local_is_dropped_at_the_end_of_its_thread_once() {
    isolated(|| {
        let library = plugin::open();
        for is_released in [false, true] {
            let worker = Worker::start("short-lived");
            let tid = worker.tid();
            worker.call(&library, "thread_local");
            if is_released {
                library.release();
            }
            drop(worker);
            assert_eq!(drops(), [(tid, tid)]);
        }
        library.close().expect("nothing holds it");
    });
}

#[test]
fn destructors_may_register_destructors_start_threads_and_pass_safe_points() {
    isolated(|| {
        extern "C" fn pass() {
            safe_point();
        }
        let library = plugin::open();
        let worker = Worker::start("one");
        let pass_by: extern "C" fn(extern "C" fn()) = library.function("pass_by");
        worker.call(&library, "thread_local");
        worker.run(move || pass_by(pass));
        worker.call(&library, "registers_while_dropped");
        worker.call(&library, "starts_threads_while_dropped");
        library.release();
        worker.safe_point();
        library.wait_until_clear();
        let mut drops = drops();
        drops.retain(|&(born, died)| {
            assert_eq!(born, died);
            born == worker.tid()
        });
        assert_eq!(
            drops.len(),
            5,
            "the four, and the one that was registered late"
        );
        library.close().expect("nothing holds it");
    });
}

#[test]
fn what_the_hosts_own_destructors_call_leaves_nothing_behind() {
    struct CallsOnDrop(Vec<extern "C" fn()>);
    impl Drop for CallsOnDrop {
        fn drop(&mut self) {
            assert_eq!(drops().len(), 2, "what is younger was dropped before");
            for function in &self.0 {
                function();
            }
        }
    }
    thread_local! {
        static OLDER: RefCell<CallsOnDrop> = const { RefCell::new(CallsOnDrop(Vec::new())) };
    }
    isolated(|| {
        let library = plugin::open();
        let worker = Worker::start("one");
        let tid = worker.tid();
        let functions: Vec<extern "C" fn()> = ["thread_local", "current", "joined_thread"]
            .map(|name| library.function(name))
            .to_vec();
        // Made before anything of the plugin, so dropped after all of it.
        worker.run(move || OLDER.with(|older| older.borrow_mut().0 = functions));
        worker.call(&library, "registers_while_dropped");
        drop(worker);
        let own: Vec<_> = drops().into_iter().filter(|drop| drop.0 == tid).collect();
        assert_eq!(own, [(tid, tid)], "the one that was made again");
        library.release();
        library.wait_until_clear();
        library.close().expect("nothing holds it");
    });
}

#[test]
fn the_youngest_thread_local_is_dropped_first() {
    isolated(|| {
        for ends in [true, false] {
            let library = plugin::open();
            let worker = Worker::start("one");
            worker.call(&library, "youngest_first");
            library.release();
            if ends {
                drop(worker);
            } else {
                worker.safe_point();
            }
            library.close().expect("nothing holds it");
        }
    });
}

#[test]
fn what_is_left_behind_after_the_release_goes_at_the_next_safe_point_too() {
    isolated(|| {
        let library = plugin::open();
        let worker = Worker::start("one");
        worker.call(&library, "current");
        library.release();
        worker.safe_point();
        // As the last destructors of other threads may, by way of this one.
        worker.call(&library, "thread_local");
        worker.safe_point();
        assert_eq!(drops(), [(worker.tid(), worker.tid())]);
        library.close().expect("nothing holds it");
    });
}
