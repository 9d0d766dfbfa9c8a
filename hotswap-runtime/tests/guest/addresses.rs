//! What else a process keeps of a library: addresses that it was given for good.

use std::ffi::c_int;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use test_kit::{Outcome, child, isolated, wait_until};

use super::library::Library;

const SOURCE: &str = r#"
use std::ffi::{c_char, c_int, c_long, c_void};
use std::ptr::{null, null_mut};
use std::sync::atomic::{AtomicUsize, Ordering};

type Function = unsafe extern "C" fn(*mut c_void);
#[repr(C)] struct Event { value: usize, signal: c_int, notify: c_int, function: usize, attributes: usize, rest: [usize; 4] }
#[repr(C)] struct Cookie { read: usize, write: usize, seek: usize, close: usize }
#[repr(C)] struct Stack { start: *mut c_void, flags: c_int, size: usize }
#[repr(C)] struct Time { interval: [c_long; 2], value: [c_long; 2] }
unsafe extern "C" {
    fn atexit(function: extern "C" fn()) -> c_int;
    fn at_quick_exit(function: extern "C" fn()) -> c_int;
    fn on_exit(function: extern "C" fn(c_int, *mut c_void), argument: *mut c_void) -> c_int;
    fn __cxa_atexit(function: Function, argument: *mut c_void, library: *mut c_void) -> c_int;
    fn pthread_atfork(prepare: extern "C" fn(), parent: extern "C" fn(), child: extern "C" fn()) -> c_int;
    fn timer_create(clock: c_int, event: *mut Event, timer: *mut usize) -> c_int;
    fn timer_settime(timer: usize, flags: c_int, new: *const Time, old: *mut Time) -> c_int;
    fn timer_delete(timer: usize) -> c_int;
    fn mq_open(name: *const c_char, flags: c_int, ...) -> c_int;
    fn mq_send(queue: c_int, text: *const c_char, size: usize, priority: u32) -> c_int;
    fn mq_unlink(name: *const c_char) -> c_int;
    fn mq_notify(queue: c_int, event: *const Event) -> c_int;
    fn sigaltstack(new: *const Stack, old: *mut Stack) -> c_int;
    fn putenv(text: *mut c_char) -> c_int;
    fn setvbuf(stream: *mut c_void, buffer: *mut c_char, mode: c_int, size: usize) -> c_int;
    fn fopencookie(cookie: *mut c_void, mode: *const c_char, functions: Cookie) -> *mut c_void;
    fn fputs(text: *const c_char, stream: *mut c_void) -> c_int;
    fn malloc(size: usize) -> *mut c_void;
    fn prctl(option: c_int, ...) -> c_int;
    fn __register_frame(table: *const c_void);
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    static stdout: *mut c_void;
    static mut environ: *const *const c_char;
}

static REPORT: AtomicUsize = AtomicUsize::new(0);
/// The host's function is called by each of those below.
#[unsafe(no_mangle)] pub extern "C" fn reports_to(report: extern "C" fn()) { REPORT.store(report as usize, Ordering::SeqCst) }
fn report() {
    let report = REPORT.load(Ordering::SeqCst);
    if report != 0 { unsafe { std::mem::transmute::<usize, extern "C" fn()>(report)() } }
}
extern "C" fn plain() { report() }
extern "C" fn with_code(_: c_int, _: *mut c_void) { report() }
unsafe extern "C" fn with_argument(_: *mut c_void) { report() }
unsafe extern "C" fn writes(_: *mut c_void, _: *const c_char, size: usize) -> isize { report(); size as isize }

static mut ROOM: [u8; 65536] = [0; 65536];
static mut VARIABLE: [u8; 19] = *b"HOTSWAP_PUT=static\0";
static mut VARIABLES: [*const c_char; 2] = [null(); 2];

/// A CIE and an FDE of a function at 16, as in `.eh_frame`, and the end mark.
static FRAMES: [u32; 13] = [
    20, 0, 0x0052_7a01, 0x0110_7801, 0x0807_0c1b, 0x0000_0190,
    20, 28, 0, 16, 0, 0,
    0,
];

macro_rules! exported { ($($name:ident => $code:expr;)*) => { $(
    #[unsafe(no_mangle)] pub extern "C" fn $name() { #[allow(unused_unsafe)] unsafe { $code } }
)* } }
const HALF_A_SECOND: Time = Time { interval: [0, 500_000_000], value: [0, 500_000_000] };
const SIGNAL: c_int = 0;
const THREAD: c_int = 2;
fn event(notify: c_int) -> Event {
    Event { value: 0, signal: 10, notify, function: with_argument as usize, attributes: 0, rest: [0; 4] }
}
unsafe fn timer(notify: c_int) -> usize {
    let mut timer = 0;
    unsafe {
        assert_eq!(timer_create(1, &mut event(notify), &mut timer), 0);
        assert_eq!(timer_settime(timer, 0, &HALF_A_SECOND, null_mut()), 0);
    }
    timer
}
unsafe fn cookie(mode: &std::ffi::CStr) -> *mut c_void {
    let stream = unsafe { fopencookie(null_mut(), mode.as_ptr(), Cookie { read: 0, write: writes as usize, seek: 0, close: 0 }) };
    assert!(!stream.is_null());
    stream
}

exported! {
    calls_atexit => assert_eq!(atexit(plain), 0);
    calls_at_quick_exit => assert_eq!(at_quick_exit(plain), 0);
    calls_on_exit => assert_eq!(on_exit(with_code, null_mut()), 0);
    calls_cxa_atexit => assert_eq!(__cxa_atexit(with_argument, null_mut(), null_mut()), 0);
    calls_pthread_atfork => assert_eq!(pthread_atfork(plain, plain, plain), 0);
    has_timer_call => { timer(THREAD); };
    has_timer_signal => { timer_delete(timer(SIGNAL)); };
    has_queue_call => {
        let name = std::ffi::CString::new(format!("/hotswap-test-{}", std::process::id())).unwrap();
        let queue = mq_open(name.as_ptr(), 0o102, 0o600, null::<c_void>());
        assert!(queue >= 0, "{}", std::io::Error::last_os_error());
        assert_eq!(mq_notify(queue, &event(THREAD)), 0);
    };
    sends_to_queue => {
        let name = std::ffi::CString::new(format!("/hotswap-test-{}", std::process::id())).unwrap();
        let queue = mq_open(name.as_ptr(), 1);
        mq_unlink(name.as_ptr());
        assert_eq!(mq_send(queue, c"x".as_ptr(), 1, 0), 0);
    };
    has_own_signal_stack => assert_eq!(sigaltstack(&Stack { start: (&raw mut ROOM).cast(), flags: 0, size: 65536 }, null_mut()), 0);
    has_allocated_signal_stack => assert_eq!(sigaltstack(&Stack { start: malloc(65536), flags: 0, size: 65536 }, null_mut()), 0);
    puts_into_environment => assert_eq!(putenv((&raw mut VARIABLE).cast()), 0);
    replaces_environment => { environ = (&raw const VARIABLES).cast() };
    gives_own_buffer => { assert_eq!(setvbuf(stdout, (&raw mut ROOM).cast(), 0, 65536), 0); fputs(c"a line of C\n".as_ptr(), stdout); };
    gives_allocated_buffer => { assert_eq!(setvbuf(stdout, malloc(65536).cast(), 0, 65536), 0); fputs(c"a line of C\n".as_ptr(), stdout); };
    opens_cookie => { fputs(c"for later".as_ptr(), cookie(c"w")); };
    registers_frames => __register_frame(FRAMES.as_ptr().cast());
    names_thread => assert_eq!(prctl(15, c"of-the-plugin".as_ptr()), 0);
    opens_library => assert!(!dlopen(c"libm.so.6".as_ptr(), 2).is_null());
}
"#;

fn open() -> Library {
    let library = Library::open(&test_kit::rustc_cdylib("addresses", SOURCE, &["-Aunused"]));
    let reports_to: extern "C" fn(extern "C" fn()) = library.function("reports_to");
    reports_to(called);
    library
}

/// What a function of the library does.
extern "C" fn called() {
    println!("called");
    IS_CALLED.store(true, Ordering::SeqCst);
}

static IS_CALLED: AtomicBool = AtomicBool::new(false);

fn waits_for_call() {
    wait_until("it is called", || IS_CALLED.load(Ordering::SeqCst));
}

/// Calls a function of a library, closes that, and then does what uses the address that the function has given away.
fn give_away_by(function: &str) {
    let library = open();
    library.call(function);
    library.release();
    let closed = library.close();
    println!(
        "{}",
        closed.map_or_else(|error| error.to_string(), |()| "closed".to_owned())
    );
    match function {
        "calls_at_quick_exit" => ends_quickly(),
        "calls_pthread_atfork" => forks(),
        "has_timer_call" => waits_for_call(),
        "has_queue_call" => sends(),
        "has_own_signal_stack" | "has_allocated_signal_stack" => is_signalled_on_its_stack(),
        "puts_into_environment" | "replaces_environment" => reads_environment(),
        "names_thread" => says_its_name(),
        "registers_frames" => unwinds(),
        "gives_own_buffer" | "gives_allocated_buffer" => prints_by_c(),
        _ => {}
    }
    // SAFETY: the functions that it calls are what this is about.
    unsafe { libc::exit(0) };
}

fn ends_quickly() {
    // SAFETY: as above.
    unsafe { quick_exit(0) };
}

unsafe extern "C" {
    fn quick_exit(code: c_int) -> !;
}

/// Sends to the queue that the library has made.
fn sends() {
    open().call("sends_to_queue");
    waits_for_call();
}

fn forks() {
    let mut command = Command::new("true");
    // SAFETY: it does nothing. With anything to do before the program is there, the process is forked.
    let command = unsafe { command.pre_exec(|| Ok(())) };
    assert!(command.status().expect("there is such a program").success());
}

fn reads_environment() {
    println!(
        "{:?} {:?}",
        std::env::var("HOTSWAP_PUT"),
        std::env::var("HOTSWAP_NONE")
    );
}

extern "C" fn on_stack(_: c_int) {
    println!("called");
}

fn is_signalled_on_its_stack() {
    // SAFETY: all zero is a value of it.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = on_stack as *const () as usize;
    action.sa_flags = libc::SA_ONSTACK;
    // SAFETY: the handler is one.
    unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()) };
    // SAFETY: it has a handler.
    unsafe { libc::raise(libc::SIGUSR1) };
}

fn unwinds() {
    let unwound = std::panic::catch_unwind(|| std::panic::resume_unwind(Box::new(7)));
    assert!(unwound.is_err());
}

fn prints_by_c() {
    // SAFETY: it is a text.
    unsafe { libc::puts(c"another line of C".as_ptr()) };
}

fn says_its_name() {
    println!(
        "{}",
        std::fs::read_to_string("/proc/thread-self/comm").expect("the system has it")
    );
}

/// A test's own closure, by which its child is found.
macro_rules! in_a_child {
    () => {
        |function: &str| {
            let child = child().with(function);
            child.run(|function| {
                give_away_by(function);
            })
        }
    };
}

/// That a library stays mapped whose `function` was called, for this reason, and that what has an address of it then works.
#[track_caller]
fn stays(run: impl Fn(&str) -> Outcome, function: &str, why: &str) -> String {
    let outcome = run(function);
    assert!(outcome.success(), "{function}: {outcome}");
    let expected = format!("the process keeps addresses of `plugin`: {why}\n");
    assert!(outcome.output.contains(&expected), "{function}: {outcome}");
    outcome.output
}

/// The same, and that a function of the library is called then.
#[track_caller]
fn stays_and_is_called(run: impl Fn(&str) -> Outcome, function: &str, why: &str) {
    let output = stays(run, function, why);
    assert!(output.contains("\ncalled\n"), "{function}: {output}");
}

/// That the library is closed whose `function` was called, and that what might have an address of it works.
#[track_caller]
fn leaves(run: impl Fn(&str) -> Outcome, function: &str) -> String {
    let outcome = run(function);
    assert!(outcome.success(), "{function}: {outcome}");
    assert!(outcome.output.contains("closed"), "{function}: {outcome}");
    outcome.output
}

#[test]
fn exit_functions_that_belong_to_no_library_keep_theirs() {
    let run = in_a_child!();
    stays_and_is_called(run, "calls_on_exit", "an exit function (on_exit)");
    stays_and_is_called(
        run,
        "calls_at_quick_exit",
        "an exit function (at_quick_exit)",
    );
    let why = "an exit function (__cxa_atexit without a library)";
    stays_and_is_called(run, "calls_cxa_atexit", why);
}

#[test]
fn exit_functions_and_fork_handlers_of_a_library_go_with_it() {
    let run = in_a_child!();
    let output = leaves(run, "calls_atexit");
    assert!(
        output.contains("called\nclosed"),
        "as the library is closed: {output}"
    );
    let output = leaves(run, "calls_pthread_atfork");
    assert!(!output.contains("called"), "{output}");
}

#[test]
fn a_timer_that_calls_keeps_its_library_and_one_that_signals_does_not() {
    let run = in_a_child!();
    let why = "a timer (timer_create with SIGEV_THREAD)";
    stays_and_is_called(run, "has_timer_call", why);
    leaves(run, "has_timer_signal");
}

#[test]
fn a_message_queue_that_calls_keeps_its_library() {
    let run = in_a_child!();
    let why = "a message queue (mq_notify with SIGEV_THREAD)";
    stays_and_is_called(run, "has_queue_call", why);
}

#[test]
fn a_signal_stack_in_a_library_keeps_it_and_one_that_was_allocated_does_not() {
    let run = in_a_child!();
    let why = "a stack for signal handlers (sigaltstack)";
    stays_and_is_called(run, "has_own_signal_stack", why);
    leaves(run, "has_allocated_signal_stack");
}

#[test]
fn a_variable_that_a_library_puts_into_the_environment_stays_there() {
    let run = in_a_child!();
    let output = leaves(run, "puts_into_environment");
    assert!(
        output.contains(r#"Ok("static") Err(NotPresent)"#),
        "{output}"
    );
    stays(run, "replaces_environment", "the environment (environ)");
}

#[test]
fn a_buffer_in_a_library_keeps_it_and_one_that_was_allocated_does_not() {
    let run = in_a_child!();
    stays(
        run,
        "gives_own_buffer",
        "the buffer of a C stream (setvbuf)",
    );
    let output = leaves(run, "gives_allocated_buffer");
    assert!(output.contains("a line of C"), "{output}");
}

#[test]
fn a_c_stream_with_functions_of_a_library_keeps_it() {
    let run = in_a_child!();
    stays_and_is_called(run, "opens_cookie", "a C stream (fopencookie)");
}

#[test]
fn a_table_for_unwinding_in_a_library_keeps_it() {
    let run = in_a_child!();
    stays(
        run,
        "registers_frames",
        "a table for unwinding (__register_frame)",
    );
}

#[test]
fn names_of_threads_and_opened_libraries_keep_nothing() {
    let run = in_a_child!();
    let output = leaves(run, "names_thread");
    assert!(output.contains("of-the-plugin"), "{output}");
    leaves(run, "opens_library");
}

#[test]
fn what_a_library_may_leave_to_others_keeps_it_from_the_start() {
    isolated(|| {
        for (function, why) in [
            ("aio_read", "asynchronous I/O (aio_read, lio_listio)"),
            (
                "getaddrinfo_a",
                "look-ups in the background (getaddrinfo_a)",
            ),
            (
                "register_printf_specifier",
                "conversions of printf (register_printf_specifier)",
            ),
        ] {
            let source = format!(
                r#"unsafe extern "C" {{ fn {function}() -> i32; }}
                #[unsafe(no_mangle)] pub extern "C" fn calls() {{ unsafe {{ {function}() }}; }}"#
            );
            let library = Library::open(&test_kit::rustc_cdylib(function, &source, &[]));
            assert_eq!(library.guest.known_by(), [why]);
        }
    });
}
