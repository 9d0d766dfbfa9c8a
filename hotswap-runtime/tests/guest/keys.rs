//! pthread keys: those of C code too.

use std::ffi::c_int;

use test_kit::isolated;

use super::library::Library;
use super::plugin;
use crate::common::worker::Worker;

const SOURCE: &str = r#"
use std::ffi::{c_int, c_uint, c_void};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};

type Destructor = unsafe extern "C" fn(*mut c_void);
unsafe extern "C" {
    fn pthread_key_create(key: *mut c_uint, destructor: Option<Destructor>) -> c_int;
    fn pthread_key_delete(key: c_uint) -> c_int;
    fn pthread_getspecific(key: c_uint) -> *mut c_void;
    fn pthread_setspecific(key: c_uint, value: *const c_void) -> c_int;
    fn malloc(size: usize) -> *mut c_void;
    fn free(place: *mut c_void);
    fn pthread_create(thread: *mut usize, attributes: *const c_void,
        start: extern "C" fn(*mut c_void) -> *mut c_void, argument: *mut c_void) -> c_int;
    fn pthread_join(thread: usize, value: *mut *mut c_void) -> c_int;
    fn pthread_exit(value: *mut c_void) -> !;
}

static KEY: AtomicU32 = AtomicU32::new(0);
static RUNS: AtomicI32 = AtomicI32::new(0);

fn key(destructor: Option<Destructor>) -> c_uint {
    let mut key = 0;
    assert_eq!(unsafe { pthread_key_create(&mut key, destructor) }, 0);
    key
}

/// Sets itself again, for ever.
unsafe extern "C" fn again(value: *mut c_void) {
    let key = KEY.load(Ordering::SeqCst);
    assert!(unsafe { pthread_getspecific(key) }.is_null());
    RUNS.fetch_add(1, Ordering::SeqCst);
    unsafe { pthread_setspecific(key, value) };
}

#[unsafe(no_mangle)] pub extern "C" fn set_again() {
    KEY.store(key(Some(again)), Ordering::SeqCst);
    unsafe { pthread_setspecific(KEY.load(Ordering::SeqCst), 1 as _) };
}
#[unsafe(no_mangle)] pub extern "C" fn runs_to(out: &AtomicI32) { OUT.store(out as *const _ as _, Ordering::SeqCst) }
static OUT: std::sync::atomic::AtomicPtr<AtomicI32> = std::sync::atomic::AtomicPtr::new(std::ptr::null_mut());
unsafe extern "C" fn count(_: *mut c_void) { unsafe { (*OUT.load(Ordering::SeqCst)).fetch_add(1, Ordering::SeqCst) }; }
#[unsafe(no_mangle)] pub extern "C" fn set_counted() {
    unsafe { pthread_setspecific(key(Some(count)), 1 as _) };
}
#[unsafe(no_mangle)] pub extern "C" fn set_deleted() {
    let key = key(Some(count));
    unsafe { pthread_setspecific(key, 1 as _) };
    assert_eq!(unsafe { pthread_key_delete(key) }, 0);
    assert_ne!(unsafe { pthread_setspecific(key, 1 as _) }, 0);
}
#[unsafe(no_mangle)] pub extern "C" fn set_and_taken_back() {
    let key = key(Some(count));
    unsafe { pthread_setspecific(key, 1 as _) };
    assert_eq!(unsafe { pthread_getspecific(key) }, 1 as _);
    unsafe { pthread_setspecific(key, 2 as _) };
    assert_eq!(unsafe { pthread_getspecific(key) }, 2 as _);
    unsafe { pthread_setspecific(key, 0 as _) };
    assert!(unsafe { pthread_getspecific(key) }.is_null());
}
#[unsafe(no_mangle)] pub extern "C" fn set_with_foreign_destructor() {
    unsafe { pthread_setspecific(key(Some(free)), malloc(10_000)) };
}
#[unsafe(no_mangle)] pub extern "C" fn set_without_destructor() {
    let key = key(None);
    unsafe { pthread_setspecific(key, 3 as _) };
    assert_eq!(unsafe { pthread_getspecific(key) }, 3 as _);
}
#[unsafe(no_mangle)] pub extern "C" fn runs() -> c_int { RUNS.load(Ordering::SeqCst) }

extern "C" fn body(_: *mut c_void) -> *mut c_void { set_counted(); unsafe { pthread_exit(7 as _) } }
#[unsafe(no_mangle)] pub extern "C" fn exits_early() {
    let (mut thread, mut value) = (0, std::ptr::null_mut());
    assert_eq!(unsafe { pthread_create(&mut thread, std::ptr::null(), body, std::ptr::null_mut()) }, 0);
    assert_eq!(unsafe { pthread_join(thread, &mut value) }, 0);
    assert_eq!(value, 7 as _);
}
"#;

fn open() -> Library {
    Library::open(&test_kit::rustc_cdylib("keys", SOURCE, &[]))
}

static RUNS: std::sync::atomic::AtomicI32 = std::sync::atomic::AtomicI32::new(0);

fn open_counting() -> Library {
    let library = open();
    let runs_to: extern "C" fn(&'static std::sync::atomic::AtomicI32) = library.function("runs_to");
    runs_to(&RUNS);
    library
}

fn counted() -> i32 {
    RUNS.swap(0, std::sync::atomic::Ordering::SeqCst)
}

#[test]
fn a_key_that_sets_itself_again_has_four_rounds() {
    isolated(|| {
        let library = open();
        let runs: extern "C" fn() -> c_int = library.function("runs");
        let at_the_end = Worker::start("ends");
        at_the_end.call(&library, "set_again");
        drop(at_the_end);
        assert_eq!(runs(), 4);
        let lives_on = Worker::start("lives-on");
        lives_on.call(&library, "set_again");
        library.release();
        assert_eq!(library.holders().len(), 1);
        lives_on.safe_point();
        assert_eq!(runs(), 8);
        library.close().expect("nothing holds it");
    });
}

#[test]
fn values_are_destroyed_once_and_those_of_deleted_keys_never() {
    isolated(|| {
        let library = open_counting();
        let worker = Worker::start("lives-on");
        worker.call(&library, "set_counted");
        worker.call(&library, "set_deleted");
        worker.call(&library, "set_and_taken_back");
        worker.call(&library, "set_without_destructor");
        assert_eq!(library.holders()[0].key_values, 1);
        library.release();
        worker.safe_point();
        worker.safe_point();
        assert_eq!(counted(), 1);
        library.close().expect("nothing holds it");
        drop(worker);
        assert_eq!(counted(), 0);
    });
}

#[test]
fn a_key_whose_destructor_is_elsewhere_belongs_to_who_made_it() {
    isolated(|| {
        let library = open();
        let worker = Worker::start("lives-on");
        worker.call(&library, "set_with_foreign_destructor");
        assert_eq!(library.holders()[0].key_values, 1);
        library.release();
        worker.safe_point();
        library.close().expect("nothing holds it");
    });
}

#[test]
fn a_thread_that_exits_early_lets_go() {
    isolated(|| {
        let library = open_counting();
        library.call("exits_early");
        assert_eq!(counted(), 1);
        assert_eq!(library.holders(), []);
        library.end();
    });
}

#[test]
fn libraries_that_are_never_closed_do_not_use_up_the_systems_keys() {
    isolated(|| {
        let file = plugin::build(&["-Copt-level=3", "-Cstrip=symbols"]);
        let libraries: Vec<_> = (0..1_150)
            .map(|_| {
                let library = Library::open(&file);
                library.call("current");
                library.call("joined_thread");
                library
            })
            .collect();
        assert_eq!(libraries.len(), 1_150);
        let mut key = 0;
        // SAFETY: `key` is a place to write to.
        let failed = unsafe { libc::pthread_key_create(&raw mut key, None) };
        assert_eq!(failed, 0, "the system has keys left");
    });
}
