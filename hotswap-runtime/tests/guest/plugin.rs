//! A library that does to threads what plugins do.

use std::path::PathBuf;

use super::library::{Library, dropped};

const SOURCE: &str = r#"
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

unsafe extern "C" { fn gettid() -> i32; }

static REPORT: AtomicUsize = AtomicUsize::new(0);
static GO_ON: AtomicBool = AtomicBool::new(true);
static ENTERED: AtomicUsize = AtomicUsize::new(0);

#[unsafe(no_mangle)] pub extern "C" fn report_to(report: extern "C" fn(i32, i32)) {
    REPORT.store(report as usize, Ordering::SeqCst);
}

struct Noisy { born: i32, weight: Vec<u8>, then: Option<fn()> }
impl Noisy {
    fn new(then: Option<fn()>) -> Self {
        Self { born: unsafe { gettid() }, weight: vec![1; 50_000], then }
    }
}
impl Drop for Noisy {
    fn drop(&mut self) {
        assert_eq!(self.weight.len(), 50_000);
        DROPPED.fetch_add(1, Ordering::SeqCst);
        let report = REPORT.load(Ordering::SeqCst);
        if report != 0 {
            let report: extern "C" fn(i32, i32) = unsafe { std::mem::transmute(report) };
            report(self.born, unsafe { gettid() });
        }
        if let Some(then) = self.then { then() }
    }
}

thread_local! {
    static ONE: RefCell<Noisy> = RefCell::new(Noisy::new(None));
    static LATE: RefCell<Noisy> = RefCell::new(Noisy::new(None));
    static STARTS_LATE: RefCell<Noisy> = RefCell::new(Noisy::new(Some(|| LATE.with(|_| ()))));
    static STARTS_THREAD: RefCell<Noisy> = RefCell::new(Noisy::new(Some(|| {
        std::thread::spawn(|| { ONE.with(|_| ()); }).join().unwrap();
        std::thread::spawn(|| { std::thread::sleep(Duration::from_millis(20)); ONE.with(|_| ()); });
    })));
    static PASSES: RefCell<Noisy> = RefCell::new(Noisy::new(Some(|| {
        let pass = PASS.load(Ordering::SeqCst);
        let pass: extern "C" fn() = unsafe { std::mem::transmute(pass) };
        let dropped = DROPPED.load(Ordering::SeqCst);
        pass();
        assert_eq!(DROPPED.load(Ordering::SeqCst), dropped, "one destructor at a time");
    })));
    static OLDER: Mark = const { Mark(2) };
    static YOUNGER: Mark = const { Mark(1) };
}
static DROPPED: AtomicUsize = AtomicUsize::new(0);
static MARK: AtomicUsize = AtomicUsize::new(0);
struct Mark(usize);
impl Drop for Mark {
    fn drop(&mut self) { assert_eq!(MARK.swap(self.0, Ordering::SeqCst) + 1, self.0, "the youngest first"); }
}
#[unsafe(no_mangle)] pub extern "C" fn youngest_first() { OLDER.with(|_| ()); YOUNGER.with(|_| ()); }
static PASS: AtomicUsize = AtomicUsize::new(0);
#[unsafe(no_mangle)] pub extern "C" fn pass_by(pass: extern "C" fn()) {
    PASS.store(pass as usize, Ordering::SeqCst);
    PASSES.with(|_| ());
}

#[unsafe(no_mangle)] pub extern "C" fn thread_local() { ONE.with(|one| one.borrow_mut().weight[0] = 1); }
#[unsafe(no_mangle)] pub extern "C" fn registers_while_dropped() { STARTS_LATE.with(|_| ()); }
#[unsafe(no_mangle)] pub extern "C" fn starts_threads_while_dropped() { STARTS_THREAD.with(|_| ()); }
#[unsafe(no_mangle)] pub extern "C" fn current() { std::hint::black_box(std::thread::current().id()); }
#[unsafe(no_mangle)] pub extern "C" fn println() { println!("a line from {:?}", std::thread::current().name()); }
#[unsafe(no_mangle)] pub extern "C" fn hash_map() {
    let map: HashMap<String, usize> = (0..100).map(|n| (n.to_string(), n)).collect();
    assert_eq!(map["7"], 7);
}
#[unsafe(no_mangle)] pub extern "C" fn caught_panic() {
    assert!(std::panic::catch_unwind(|| panic!("on purpose")).is_err());
}
#[unsafe(no_mangle)] pub extern "C" fn backtrace() {
    let trace = std::backtrace::Backtrace::force_capture().to_string();
    assert!(trace.contains("backtrace"), "{trace}");
}
#[unsafe(no_mangle)] pub extern "C" fn joined_thread() {
    std::thread::spawn(|| { thread_local(); current() }).join().unwrap();
}
#[unsafe(no_mangle)] pub extern "C" fn detached_thread() {
    std::thread::spawn(|| { thread_local(); current() });
}
#[unsafe(no_mangle)] pub extern "C" fn scoped_threads() {
    std::thread::scope(|scope| {
        for _ in 0..3 { scope.spawn(|| { thread_local(); current() }); }
    });
}
#[unsafe(no_mangle)] pub extern "C" fn recv_timeout() {
    let (_sender, receiver) = mpsc::channel::<()>();
    receiver.recv_timeout(Duration::from_millis(2)).unwrap_err();
}
#[unsafe(no_mangle)] pub extern "C" fn park_timeout() { std::thread::park_timeout(Duration::from_millis(2)); }
#[unsafe(no_mangle)] pub extern "C" fn nothing() {}

#[unsafe(no_mangle)] pub extern "C" fn running_thread() {
    std::thread::Builder::new().name("plugin-made".to_owned()).spawn(|| {
        thread_local();
        ENTERED.fetch_add(1, Ordering::SeqCst);
        while GO_ON.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(1));
            let pass = PASS.load(Ordering::SeqCst);
            if pass != 0 {
                let pass: extern "C" fn() = unsafe { std::mem::transmute(pass) };
                ONE.with(|one| { let one = one.borrow(); pass(); assert_eq!(one.weight.len(), 50_000) });
            }
        }
    }).unwrap();
    while ENTERED.load(Ordering::SeqCst) == 0 { std::thread::yield_now() }
}
#[unsafe(no_mangle)] pub extern "C" fn pass_in_thread(pass: extern "C" fn()) { PASS.store(pass as usize, Ordering::SeqCst); }
#[unsafe(no_mangle)] pub extern "C" fn stop() { GO_ON.store(false, Ordering::SeqCst); }
"#;

/// What it can do on a host's thread, by the names of its functions.
pub(crate) const OPERATIONS: [&str; 15] = [
    "nothing",
    "thread_local",
    "registers_while_dropped",
    "starts_threads_while_dropped",
    "current",
    "println",
    "hash_map",
    "caught_panic",
    "backtrace",
    "joined_thread",
    "detached_thread",
    "scoped_threads",
    "recv_timeout",
    "park_timeout",
    "thread_local",
];

pub(crate) fn build(flags: &[&str]) -> PathBuf {
    test_kit::rustc_cdylib("threads", SOURCE, flags)
}

/// An opened one that reports each thread-local that is dropped.
pub(crate) fn open() -> Library {
    open_file(&build(&[]))
}

pub(crate) fn open_file(file: &std::path::Path) -> Library {
    let library = Library::open(file);
    library.function::<extern "C" fn(extern "C" fn(i32, i32))>("report_to")(dropped);
    library
}
