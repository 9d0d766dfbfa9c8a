//! Whoever linked the library, its slots are found.

use std::process::Command;

use hotswap_runtime::guest::{StillMapped, clear_nodelete};
use test_kit::isolated;

use super::library::{Library, dropped, drops};
use super::plugin;
use crate::common::linkers::linkers;
use crate::common::worker::Worker;

/// Links with each linker that there is.
fn each_linker(body: impl Fn(&[&str])) {
    for (linker, flags) in linkers() {
        for level in ["-Copt-level=0", "-Copt-level=3"] {
            println!("{linker} {level}");
            let flags = flags.iter().map(String::as_str).chain([level]);
            body(&flags.collect::<Vec<_>>());
        }
    }
}

/// Does most of what plugins do, and goes.
fn comes_and_goes(flags: &[&str]) {
    let library = plugin::open_file(&plugin::build(flags));
    let worker = Worker::start("one");
    for operation in ["thread_local", "current", "joined_thread", "println"] {
        worker.call(&library, operation);
    }
    library.release();
    worker.safe_point();
    library.wait_until_clear();
    library.close().expect("nothing holds it");
}

#[test]
fn a_library_of_any_linker_is_unmapped() {
    isolated(|| {
        each_linker(comes_and_goes);
    });
}

#[test]
fn a_library_without_read_only_slots_is_unmapped() {
    isolated(|| {
        comes_and_goes(&["-Clink-arg=-Wl,-z,norelro"]);
        comes_and_goes(&["-Crelro-level=partial"]);
        comes_and_goes(&["-Crelro-level=off", "-Clink-arg=-Wl,-z,lazy"]);
    });
}

#[test]
fn the_mark_never_to_be_unmapped_can_be_taken_out() {
    isolated(|| {
        each_linker(|flags| {
            let flags = [flags, &["-Clink-arg=-Wl,-z,nodelete"]].concat();
            let mut bytes = std::fs::read(plugin::build(&flags)).expect("it was just built");
            let marked = Library::try_open_bytes(&bytes).expect("it can be followed");
            marked.release();
            let error = marked.close().expect_err("it is marked");
            assert!(matches!(error, StillMapped::Pinned { .. }), "{error}");

            assert!(clear_nodelete(&mut bytes), "the mark was there");
            assert!(!clear_nodelete(&mut bytes), "it is there no more");
            let library = Library::try_open_bytes(&bytes).expect("it can be followed");
            library.call("thread_local");
            library.end();
        });
    });
}

const CPP: &str = r#"
extern "C" int gettid();
static void (*report)(int, int);
struct Noisy {
    int born = gettid();
    ~Noisy() { report(born, gettid()); }
};
thread_local Noisy noisy;
extern "C" void report_to(void (*to)(int, int)) { report = to; }
extern "C" int touch() { return noisy.born; }
"#;

#[test]
fn a_library_of_cpp_is_unmapped() {
    isolated(|| {
        let directory = tempfile::tempdir().expect("there is a place for temporary files");
        let (source, file) = (directory.path().join("a.cc"), directory.path().join("a.so"));
        std::fs::write(&source, CPP).expect("there is a place for temporary files");
        let mut compiler = Command::new("c++");
        compiler
            .args(["-shared", "-fPIC", "-std=c++17", "-o"])
            .arg(&file)
            .arg(&source);
        let Ok(status) = compiler.status() else {
            return println!("there is no C++ compiler");
        };
        assert!(status.success());
        let library = Library::open(&file);
        library.function::<extern "C" fn(extern "C" fn(i32, i32))>("report_to")(dropped);
        let worker = Worker::start("one");
        worker.call(&library, "touch");
        library.release();
        worker.safe_point();
        assert_eq!(drops(), [(worker.tid(), worker.tid())]);
        library.close().expect("nothing holds it");
    });
}
