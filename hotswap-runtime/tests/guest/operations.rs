//! What plugin code may do on a host's thread that lives on, and be unmapped all the same.

use test_kit::isolated;

use super::library::drops;
use super::plugin::{self, OPERATIONS};
use crate::common::worker::Worker;

/// Each operation alone, on two threads at once; then all of them in one library.
fn all_operations(flags: &[&str]) {
    let file = plugin::build(flags);
    let workers = [Worker::start("one"), Worker::start("two")];
    let all = OPERATIONS.as_slice();
    for operations in OPERATIONS.chunks(1).chain([all]) {
        let library = plugin::open_file(&file);
        for worker in &workers {
            for operation in operations {
                worker.call(&library, operation);
            }
        }
        library.release();
        for worker in &workers {
            worker.safe_point();
        }
        library.wait_until_clear();
        let closed = library.close();
        assert!(closed.is_ok(), "{operations:?}: {closed:?}");
    }
    // The threads end here, long after all of it was unmapped.
    drop(workers);
    for (born, died) in drops() {
        assert_eq!(born, died);
    }
}

#[test]
fn a_development_build_is_unmapped_after_each() {
    isolated(|| {
        all_operations(&[]);
    });
}

#[test]
fn an_optimised_build_is_unmapped_after_each() {
    isolated(|| {
        all_operations(&["-Copt-level=3", "-Cstrip=symbols"]);
    });
}

#[test]
fn a_build_with_link_time_optimisation_is_unmapped_after_each() {
    isolated(|| all_operations(&["-Copt-level=3", "-Clto=fat", "-Ccodegen-units=1"]));
}
