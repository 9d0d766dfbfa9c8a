//! What holds a library is named, and lets go.

use hotswap_runtime::guest::{StillMapped, safe_point};
use test_kit::isolated;

use super::library::{Library, dlopen, drops};
use super::plugin;
use crate::common::worker::Worker;

#[test]
fn a_host_thread_that_passes_no_safe_point_is_named() {
    isolated(|| {
        let library = plugin::open();
        let worker = Worker::start("idle-worker");
        worker.call(&library, "thread_local");
        worker.call(&library, "current");
        library.release();
        let holders = library.holders();
        assert_eq!(holders.len(), 1);
        assert_eq!(holders[0].tid, worker.tid());
        assert_eq!(holders[0].name.as_deref(), Some("idle-worker"));
        assert!(holders[0].thread_locals >= 1);
        assert_eq!(holders[0].key_values, 1);
        assert!(!holders[0].is_its_own);
        worker.safe_point();
        assert_eq!(library.holders(), []);
        library.close().expect("nothing holds it");
    });
}

#[test]
fn a_library_that_is_held_is_not_closed_and_can_be_closed_later() {
    isolated(|| {
        let library = plugin::open();
        let worker = Worker::start("idle-worker");
        worker.call(&library, "thread_local");
        library.release();
        // SAFETY: it was released.
        let error = unsafe { library.guest.close() }.expect_err("it is held");
        assert!(
            error.to_string().contains("thread `idle-worker`"),
            "{error}"
        );
        let StillMapped::Held { guest, .. } = error else {
            panic!("{error}")
        };
        drop(worker);
        // SAFETY: as above.
        unsafe { guest.close() }.expect("nothing holds it");
    });
}

#[test]
fn a_thread_of_the_library_holds_it_by_name_until_it_ends() {
    isolated(|| {
        let library = plugin::open();
        library.call("running_thread");
        let stop: extern "C" fn() = library.function("stop");
        library.release();
        safe_point();
        let holders = library.holders();
        assert_eq!(holders.len(), 1);
        assert_eq!(holders[0].name.as_deref(), Some("plugin-made"));
        assert!(holders[0].is_its_own);
        stop();
        library.wait_until_clear();
        let drops = drops();
        assert_eq!(drops.len(), 1);
        assert_eq!(drops[0], (holders[0].tid, holders[0].tid));
        library.close().expect("nothing holds it");
    });
}

#[test]
fn a_thread_of_the_library_that_passes_a_safe_point_keeps_its_thread_locals() {
    isolated(|| {
        extern "C" fn pass() {
            safe_point();
        }
        let library = plugin::open();
        library.function::<extern "C" fn(extern "C" fn())>("pass_in_thread")(pass);
        library.call("running_thread");
        let stop: extern "C" fn() = library.function("stop");
        library.release();
        // Long enough for its thread to pass one.
        std::thread::sleep(std::time::Duration::from_millis(20));
        safe_point();
        assert_eq!(drops(), [], "its thread still uses them");
        stop();
        library.wait_until_clear();
        assert_eq!(drops().len(), 1);
        library.close().expect("nothing holds it");
    });
}

#[test]
fn a_library_that_somebody_else_opened_is_not_taken_for_gone() {
    isolated(|| {
        let library: Library = plugin::open();
        let again = dlopen(library.file(), libc::RTLD_NOW);
        assert!(!again.is_null());
        library.release();
        safe_point();
        let error = library.close().expect_err("it is open still");
        assert!(matches!(error, StillMapped::Pinned { .. }), "{error}");
    });
}
