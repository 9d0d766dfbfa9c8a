//! Signal handlers: the kernel, and other handlers, may call them when their library is gone.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::thread;

use hotswap_runtime::guest::StillMapped;
use test_kit::{isolated, wait_until};

use super::library::Library;
use crate::common::worker::Worker;

const SOURCE: &str = r#"
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicI32, AtomicUsize, Ordering};

/// As glibc lays it out.
#[repr(C)]
#[derive(Clone, Copy)]
struct Action { handler: usize, mask: [u64; 16], flags: c_int, restorer: usize }
const SA_SIGINFO: c_int = 4;
const SA_NODEFER: c_int = 0x40000000;
const NONE: Action = Action { handler: 0, mask: [0; 16], flags: 0, restorer: 0 };

unsafe extern "C" {
    fn sigaction(signal: c_int, new: *const Action, old: *mut Action) -> c_int;
    fn signal(signal: c_int, handler: usize) -> usize;
    fn __sysv_signal(signal: c_int, handler: usize) -> usize;
    fn sigset(signal: c_int, handler: usize) -> usize;
    fn read(file: c_int, place: *mut c_void, size: usize) -> isize;
    fn syscall(number: i64, ...) -> i64;
    fn memfd_create(name: *const std::ffi::c_char, flags: u32) -> c_int;
    fn mmap(place: *mut u8, size: usize, protection: c_int, flags: c_int, file: c_int, at: i64) -> *mut u8;
}

static COUNT: AtomicI32 = AtomicI32::new(0);
static ENTERED: AtomicI32 = AtomicI32::new(0);
static BEFORE: [AtomicUsize; 65] = [const { AtomicUsize::new(0) }; 65];
static FILE: AtomicI32 = AtomicI32::new(-1);

/// Counts, and calls the handler that was there before.
unsafe extern "C" fn count(signal: c_int, info: *mut c_void, context: *mut c_void) {
    COUNT.fetch_add(1, Ordering::SeqCst);
    let before = BEFORE[signal as usize].load(Ordering::SeqCst);
    if before > 1 {
        let before: extern "C" fn(c_int, *mut c_void, *mut c_void) = unsafe { std::mem::transmute(before) };
        before(signal, info, context);
    }
}
unsafe extern "C" fn counts_plainly(_: c_int) { COUNT.fetch_add(1, Ordering::SeqCst); }
unsafe extern "C" fn waits(_: c_int) {
    ENTERED.fetch_add(1, Ordering::SeqCst);
    let mut byte = 0u8;
    unsafe { read(FILE.load(Ordering::SeqCst), (&raw mut byte).cast(), 1) };
    COUNT.fetch_add(1, Ordering::SeqCst);
}

fn set(signal: c_int, handler: usize, flags: c_int) -> Action {
    let (new, mut old) = (Action { handler, flags, ..NONE }, NONE);
    assert_eq!(unsafe { sigaction(signal, &new, &mut old) }, 0);
    old
}
fn asked(signal: c_int) -> Action {
    let mut old = NONE;
    assert_eq!(unsafe { sigaction(signal, std::ptr::null(), &mut old) }, 0);
    old
}
#[unsafe(no_mangle)] pub extern "C" fn sets(signal: c_int) {
    let before = set(signal, count as usize, SA_SIGINFO | SA_NODEFER);
    BEFORE[signal as usize].store(before.handler, Ordering::SeqCst);
}
#[unsafe(no_mangle)] pub extern "C" fn restores(signal: c_int) {
    set(signal, BEFORE[signal as usize].load(Ordering::SeqCst), SA_SIGINFO);
}
#[unsafe(no_mangle)] pub extern "C" fn sets_by_name(signal_number: c_int) {
    let own = counts_plainly as usize;
    for set in [signal, __sysv_signal, sigset] {
        unsafe {
            set(signal_number, own);
            // Each knows its own handler by its own address, and has it back.
            assert_eq!(set(signal_number, own), own);
        }
    }
}
#[unsafe(no_mangle)] pub extern "C" fn sets_by_signal(number: c_int) { unsafe { signal(number, counts_plainly as usize) }; }
#[unsafe(no_mangle)] pub extern "C" fn sets_by_sysv_signal(number: c_int) { unsafe { __sysv_signal(number, counts_plainly as usize) }; }
#[unsafe(no_mangle)] pub extern "C" fn sets_by_sigset(number: c_int) { unsafe { sigset(number, counts_plainly as usize) }; }
#[unsafe(no_mangle)] pub extern "C" fn finds_its_own(signal: c_int) -> bool {
    set(signal, counts_plainly as usize, 0);
    let asked = asked(signal);
    asked.handler == counts_plainly as usize && asked.flags & SA_SIGINFO == 0
}
#[unsafe(no_mangle)] pub extern "C" fn found(signal: c_int) -> usize { asked(signal).handler }
#[unsafe(no_mangle)] pub extern "C" fn sets_waiting(signal: c_int, file: c_int) {
    FILE.store(file, Ordering::SeqCst);
    set(signal, waits as usize, 0);
}
#[unsafe(no_mangle)] pub extern "C" fn counted() -> c_int { COUNT.load(Ordering::SeqCst) }
#[unsafe(no_mangle)] pub extern "C" fn entered() -> c_int { ENTERED.load(Ordering::SeqCst) }

#[cfg(target_arch = "x86_64")]
const SYSTEM_CALL: i64 = 13;
#[cfg(target_arch = "aarch64")]
const SYSTEM_CALL: i64 = 134;
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!("returns_from_signal: mov eax, 15", "syscall");
#[cfg(target_arch = "aarch64")]
std::arch::global_asm!("returns_from_signal: mov x8, 139", "svc 0");
unsafe extern "C" { fn returns_from_signal(); }

/// Has the processor find a fault.
#[unsafe(no_mangle)] pub extern "C" fn faults(signal: c_int) {
    unsafe {
        match signal {
            11 => std::ptr::without_provenance_mut::<u8>(16).write_volatile(1),
            7 => {
                let (file, null) = (memfd_create(c"empty".as_ptr(), 0), std::ptr::null_mut());
                mmap(null, 4096, 3, 1, file, 0).write_volatile(1);
            }
            #[cfg(target_arch = "x86_64")]
            4 => std::arch::asm!("ud2"),
            #[cfg(target_arch = "aarch64")]
            4 => std::arch::asm!("udf #0"),
            #[cfg(target_arch = "x86_64")]
            8 => std::arch::asm!("xor edx, edx", "xor ecx, ecx", "mov eax, 1", "div ecx"),
            _ => panic!("it is one of `FAULTS`"),
        }
    }
}

/// By the system call itself.
#[unsafe(no_mangle)] pub extern "C" fn sets_directly(signal: c_int) {
    const SA_RESTORER: usize = 0x04000000;
    let action = [counts_plainly as usize, SA_RESTORER, returns_from_signal as usize, 0];
    assert_eq!(unsafe { syscall(SYSTEM_CALL, signal, &action, 0usize, 8usize) }, 0);
}
"#;

type OfSignal = extern "C" fn(c_int);

fn open() -> Library {
    Library::open(&test_kit::rustc_cdylib("handlers", SOURCE, &[]))
}

impl Library {
    fn with_signal(&self, function: &str, signal: c_int) {
        self.function::<OfSignal>(function)(signal);
    }

    fn counted(&self) -> c_int {
        self.function::<extern "C" fn() -> c_int>("counted")()
    }

    /// Closes it at once.
    fn try_end(self) -> Result<(), StillMapped> {
        self.release();
        self.close()
    }
}

fn raise(signal: c_int) {
    // SAFETY: the tests have a handler for it.
    unsafe { libc::raise(signal) };
}

/// The signals that are raised.
fn signals() -> impl Iterator<Item = c_int> {
    let system = 1..32;
    // There is none for two; and Rust's own, of two others, ends the process when it is called on.
    let without = [libc::SIGKILL, libc::SIGSTOP, libc::SIGSEGV, libc::SIGBUS];
    let system = system.filter(move |signal| !without.contains(signal));
    system.chain(libc::SIGRTMIN()..=libc::SIGRTMAX())
}

static HOSTS: AtomicI32 = AtomicI32::new(0);
static CHAINED: AtomicUsize = AtomicUsize::new(0);

/// A handler of the host that calls the one whose place it took.
extern "C" fn host_handler(signal: c_int, info: *mut libc::siginfo_t, context: *mut libc::c_void) {
    HOSTS.fetch_add(1, Ordering::SeqCst);
    let chained = CHAINED.load(Ordering::SeqCst);
    if chained > 1 {
        // SAFETY: it was set as a handler.
        let chained: extern "C" fn(c_int, *mut libc::siginfo_t, *mut libc::c_void) =
            unsafe { std::mem::transmute(chained) };
        chained(signal, info, context);
    }
}

fn action_of(signal: c_int) -> libc::sigaction {
    // SAFETY: all zero is a value of it.
    let mut action = unsafe { std::mem::zeroed() };
    // SAFETY: it writes to a place of its type.
    unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut action) };
    action
}

/// Sets the host's handler, which calls the one before.
fn chain_host_handler(signal: c_int) {
    CHAINED.store(action_of(signal).sa_sigaction, Ordering::SeqCst);
    // SAFETY: all zero is a value of it.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = host_handler as *const () as usize;
    action.sa_flags = libc::SA_SIGINFO;
    // SAFETY: the handler does nothing that a handler may not.
    let set = unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    assert_eq!(set, 0);
}

#[test]
fn handlers_that_were_left_behind_are_passed_over_when_their_library_is_gone() {
    isolated(|| {
        let library = open();
        for signal in signals() {
            let before = library.counted();
            library.with_signal("sets", signal);
            raise(signal);
            assert_eq!(library.counted(), before + 1, "{signal}");
        }
        library.end();
        signals().for_each(raise);
    });
}

#[test]
fn handlers_that_were_set_by_older_functions_are_passed_over_too() {
    isolated(|| {
        let library = open();
        library.with_signal("sets_by_name", libc::SIGUSR1);
        raise(libc::SIGUSR1);
        assert_eq!(library.counted(), 1);
        library.end();
        raise(libc::SIGUSR1);
    });
}

#[test]
fn the_handler_before_has_the_record_whichever_function_has_set_the_one_after_it() {
    static SENDER: AtomicI32 = AtomicI32::new(0);
    extern "C" fn notes_sender(_: c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
        // SAFETY: it is a handler of three arguments, so there is a record.
        let info = unsafe { &*info };
        // SAFETY: the signal was sent.
        SENDER.store(unsafe { info.si_pid() }, Ordering::SeqCst);
    }
    isolated(|| {
        // SAFETY: all zero is a value of it.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = notes_sender as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO;
        for function in ["sets_by_signal", "sets_by_sysv_signal", "sets_by_sigset"] {
            // SAFETY: the handler does nothing that a handler may not.
            unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()) };
            let library = open();
            library.with_signal(function, libc::SIGUSR1);
            let flags = action_of(libc::SIGUSR1).sa_flags;
            assert_ne!(flags & libc::SA_SIGINFO, 0, "{function}");
            library.end();
            SENDER.store(0, Ordering::SeqCst);
            raise(libc::SIGUSR1);
            let sender = SENDER.load(Ordering::SeqCst);
            assert_eq!(sender, std::process::id().cast_signed(), "{function}");
        }
    });
}

#[test]
fn the_handler_that_was_there_before_is_called_on() {
    isolated(|| {
        chain_host_handler(libc::SIGCHLD);
        let libraries = [open(), open(), open()];
        for library in &libraries {
            library.with_signal("sets", libc::SIGCHLD);
        }
        raise(libc::SIGCHLD);
        assert_eq!(HOSTS.load(Ordering::SeqCst), 1);
        assert!(libraries.iter().all(|library| library.counted() == 1));
        // The one in the middle of the chain, then the others.
        let [oldest, middle, newest] = libraries;
        middle.end();
        raise(libc::SIGCHLD);
        assert_eq!(HOSTS.load(Ordering::SeqCst), 2);
        assert_eq!((oldest.counted(), newest.counted()), (2, 2));
        newest.end();
        raise(libc::SIGCHLD);
        assert_eq!(HOSTS.load(Ordering::SeqCst), 3);
        oldest.end();
        raise(libc::SIGCHLD);
        assert_eq!(HOSTS.load(Ordering::SeqCst), 4);
    });
}

#[test]
fn a_handler_of_the_host_may_call_one_whose_library_is_gone() {
    isolated(|| {
        let library = open();
        library.with_signal("sets", libc::SIGHUP);
        chain_host_handler(libc::SIGHUP);
        raise(libc::SIGHUP);
        assert_eq!((library.counted(), HOSTS.load(Ordering::SeqCst)), (1, 1));
        library.end();
        raise(libc::SIGHUP);
        assert_eq!(HOSTS.load(Ordering::SeqCst), 2);
        // One that was saved may be set again, too.
        // SAFETY: all zero is a value of it.
        let mut saved: libc::sigaction = unsafe { std::mem::zeroed() };
        saved.sa_sigaction = CHAINED.load(Ordering::SeqCst);
        saved.sa_flags = libc::SA_SIGINFO;
        // SAFETY: it was a handler of this signal.
        unsafe { libc::sigaction(libc::SIGHUP, &raw const saved, std::ptr::null_mut()) };
        raise(libc::SIGHUP);
    });
}

#[test]
fn a_library_that_restores_the_handler_before_leaves_nothing_behind_however_often() {
    isolated(|| {
        chain_host_handler(libc::SIGUSR2);
        let before = action_of(libc::SIGUSR2);
        // More than there are stubs.
        for _ in 0..2_500 {
            let library = open();
            library.with_signal("sets", libc::SIGUSR2);
            assert_ne!(action_of(libc::SIGUSR2).sa_sigaction, before.sa_sigaction);
            library.with_signal("restores", libc::SIGUSR2);
            assert_eq!(action_of(libc::SIGUSR2).sa_sigaction, before.sa_sigaction);
            library.try_end().expect("nothing holds it");
        }
    });
}

#[test]
fn a_handler_that_is_being_run_holds_its_library() {
    isolated(|| {
        let library = open();
        let (reader, writer) = std::io::pipe().expect("the system has a pipe");
        let worker = Worker::start("interrupted");
        let sets_waiting: extern "C" fn(c_int, c_int) = library.function("sets_waiting");
        sets_waiting(libc::SIGUSR1, std::os::fd::AsRawFd::as_raw_fd(&reader));
        worker.begin(|| raise(libc::SIGUSR1));
        let entered: extern "C" fn() -> c_int = library.function("entered");
        wait_until("the handler runs", || entered() == 1);
        library.release();
        // SAFETY: it was released, and nothing of it is kept.
        let Err(StillMapped::Running { guest, signals, .. }) = (unsafe { library.guest.close() })
        else {
            panic!("it is held")
        };
        assert_eq!(signals, ["SIGUSR1"]);
        // It is not called again.
        raise(libc::SIGUSR1);
        assert_eq!(entered(), 1);
        std::io::Write::write_all(&mut &writer, b"x").expect("the handler reads");
        worker.run(|| ());
        // SAFETY: as above.
        unsafe { guest.close() }.expect("nothing holds it");
        raise(libc::SIGUSR1);
    });
}

#[test]
fn a_library_knows_its_own_handler_and_others_do_not() {
    isolated(|| {
        let (one, other) = (open(), open());
        let finds_its_own: extern "C" fn(c_int) -> bool = one.function("finds_its_own");
        assert!(finds_its_own(libc::SIGUSR1));
        let found: extern "C" fn(c_int) -> usize = other.function("found");
        assert_eq!(found(libc::SIGUSR1), action_of(libc::SIGUSR1).sa_sigaction);
        one.end();
        other.end();
    });
}

#[test]
fn a_library_whose_handler_was_set_by_the_system_call_itself_stays_mapped() {
    isolated(|| {
        for signal in [libc::SIGUSR1, libc::SIGRTMIN() + 3] {
            let library = open();
            library.with_signal("sets_directly", signal);
            let counted: extern "C" fn() -> c_int = library.function("counted");
            let error = library.try_end().expect_err("the kernel has its address");
            let name = if signal == libc::SIGUSR1 {
                "SIGUSR1"
            } else {
                "SIGRTMIN+3"
            };
            let expected = format!("the process keeps addresses of `plugin`: handler of {name}");
            assert_eq!(error.to_string(), expected);
            raise(signal);
            assert_eq!(counted(), 1);
        }
    });
}

#[test]
fn a_handler_of_a_system_call_may_be_in_the_chain_of_another_library() {
    isolated(|| {
        let (direct, follower) = (open(), open());
        direct.with_signal("sets_directly", libc::SIGUSR1);
        follower.with_signal("sets", libc::SIGUSR1);
        raise(libc::SIGUSR1);
        assert_eq!((direct.counted(), follower.counted()), (1, 1));
        direct.end();
        raise(libc::SIGUSR1);
        assert_eq!(follower.counted(), 2);
        follower.end();
        raise(libc::SIGUSR1);
    });
}

#[test]
fn when_there_are_no_stubs_left_a_library_with_a_handler_stays_mapped() {
    isolated(|| {
        let mut unloaded = 0;
        let error = loop {
            let library = open();
            for signal in signals() {
                library.with_signal("sets", signal);
            }
            match library.try_end() {
                Ok(()) => unloaded += 1,
                Err(error) => break error,
            }
            assert!(unloaded < 1_000, "there is an end");
        };
        assert!(unloaded > 30, "{unloaded}");
        assert!(error.to_string().contains("handler of "), "{error}");
        signals()
            .filter(|&signal| signal != libc::SIGSEGV)
            .for_each(raise);
    });
}

#[test]
fn a_fault_whose_handler_is_gone_ends_the_process() {
    for signal in FAULTS {
        let outcome = test_kit::child().with(signal).run(|signal| {
            let library = open();
            library.with_signal("sets", signal.parse().unwrap());
            library.end();
            open().with_signal("faults", signal.parse().unwrap());
        });
        assert_eq!(outcome.signal(), Some(signal), "{outcome}");
    }
}

/// What a processor finds faults of; on Arm a division by zero is none.
#[cfg(target_arch = "x86_64")]
const FAULTS: [c_int; 4] = [libc::SIGSEGV, libc::SIGILL, libc::SIGBUS, libc::SIGFPE];
#[cfg(target_arch = "aarch64")]
const FAULTS: [c_int; 3] = [libc::SIGSEGV, libc::SIGILL, libc::SIGBUS];

#[test]
fn libraries_come_and_go_under_a_storm_of_signals() {
    isolated(|| {
        static IS_OVER: AtomicBool = AtomicBool::new(false);
        const SIGNALS: [c_int; 3] = [libc::SIGUSR1, libc::SIGCHLD, libc::SIGURG];
        SIGNALS.into_iter().for_each(chain_host_handler);
        CHAINED.store(0, Ordering::SeqCst);
        let raisers: Vec<_> = SIGNALS
            .map(|signal| {
                thread::spawn(move || {
                    while !IS_OVER.load(Ordering::Relaxed) {
                        raise(signal);
                    }
                })
            })
            .into_iter()
            .collect();
        for round in 0..400 {
            let library = open();
            for signal in SIGNALS {
                library.with_signal("sets", signal);
            }
            wait_until("it has a signal", || library.counted() > 0);
            if round % 2 == 0 {
                SIGNALS
                    .iter()
                    .for_each(|&signal| library.with_signal("restores", signal));
            }
            library.release();
            let mut guest = Some(library.guest);
            wait_until("it is closed", || {
                // SAFETY: it was released, and nothing of it is kept.
                match unsafe { guest.take().expect("it is open").close() } {
                    Ok(()) => true,
                    Err(StillMapped::Running { guest: back, .. }) => {
                        guest = Some(*back);
                        false
                    }
                    Err(error) => panic!("{error}"),
                }
            });
        }
        IS_OVER.store(true, Ordering::Relaxed);
        for raiser in raisers {
            raiser.join().expect("no handler panics");
        }
    });
}
