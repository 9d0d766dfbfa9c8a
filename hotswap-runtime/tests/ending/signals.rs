//! Signals that a plugin handled, and what else it has left with the process, after it was replaced.

use std::ffi::c_int;
use std::thread;

use test_kit::{Plugin, isolated, wait_until};

use super::guest::Host;
use crate::common::host::sealed;

/// Handles signals, and restores what was there before if it is told to.
const HANDLES: &str = r#"
    use std::ffi::{c_int, c_void};
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// As glibc lays it out.
    #[repr(C)] struct Action { handler: usize, mask: [u64; 16], flags: c_int, restorer: usize }
    unsafe extern "C" {
        fn sigaction(signal: c_int, new: *const Action, old: *mut Action) -> c_int;
        fn syscall(number: i64, ...) -> i64;
    }
    const SIGUSR1: c_int = 10;
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    static BEFORE: AtomicUsize = AtomicUsize::new(0);

    extern "C" fn counts(_: c_int) { COUNT.fetch_add(1, Ordering::SeqCst); }
    /// As no handler should.
    extern "C" fn stays_in_handler(_: c_int) { tell("handling"); wait_for("go") }

    fn set(handler: usize) -> usize {
        let new = Action { handler, mask: [0; 16], flags: 0, restorer: 0 };
        let mut old = Action { handler: 0, mask: [0; 16], flags: 0, restorer: 0 };
        assert_eq!(unsafe { sigaction(SIGUSR1, &new, &mut old) }, 0);
        old.handler
    }
    #[live_fn] fn handles() { BEFORE.store(set(counts as usize), Ordering::SeqCst); }
    #[live_fn] fn restores() { set(BEFORE.load(Ordering::SeqCst)); }
    #[live_fn] fn handles_slowly() { set(stays_in_handler as usize); }
    #[live_fn] fn counted() -> u32 { COUNT.load(Ordering::SeqCst) as u32 }

    /// Neither signal-hook nor libc is in the way.
    #[live_fn] fn handles_by_system_call() {
        const SA_RESTORER: usize = 0x04000000;
        let action = [counts as usize, SA_RESTORER, returns_from_signal as usize, 0];
        assert_eq!(unsafe { syscall(SYSTEM_CALL, SIGUSR1, &action, 0usize, 8usize) }, 0);
    }
    #[cfg(target_arch = "x86_64")]
    const SYSTEM_CALL: i64 = 13;
    #[cfg(target_arch = "aarch64")]
    const SYSTEM_CALL: i64 = 134;
    #[cfg(target_arch = "x86_64")]
    std::arch::global_asm!("returns_from_signal: mov eax, 15", "syscall");
    #[cfg(target_arch = "aarch64")]
    std::arch::global_asm!("returns_from_signal: mov x8, 139", "svc 0");
    unsafe extern "C" { fn returns_from_signal(); }
"#;

/// A plugin with imports, whose handler asks for them; the kernel alone knows of it.
const ASKS_FOR_IMPORTS: &str = r#"
    use std::ffi::c_int;
    use hotswap::prelude::*;

    #[hotswap::interface] pub trait Absent {}
    #[derive(Imports)] struct Deps { #[hotswap(optional)] absent: Option<Obj<dyn Absent>> }
    #[derive(Default)] pub struct Guest;
    #[hotswap::plugin(imports = Deps)] impl Plugin for Guest {}

    unsafe extern "C" { fn syscall(number: i64, ...) -> i64; }
    extern "C" fn asks(_: c_int) { assert!(Guest::imports().absent.is_none()) }
    #[live_fn] fn handles_by_system_call() {
        const SA_RESTORER: usize = 0x04000000;
        let action = [asks as usize, SA_RESTORER, returns_from_signal as usize, 0];
        assert_eq!(unsafe { syscall(SYSTEM_CALL, 10, &action, 0usize, 8usize) }, 0);
    }
    #[cfg(target_arch = "x86_64")]
    const SYSTEM_CALL: i64 = 13;
    #[cfg(target_arch = "aarch64")]
    const SYSTEM_CALL: i64 = 134;
    #[cfg(target_arch = "x86_64")]
    std::arch::global_asm!("returns_from_signal: mov eax, 15", "syscall");
    #[cfg(target_arch = "aarch64")]
    std::arch::global_asm!("returns_from_signal: mov x8, 139", "svc 0");
    unsafe extern "C" { fn returns_from_signal(); }
"#;

/// Uses what a library is not told the end of.
const GIVES_AWAY: &str = r#"
    unsafe extern "C" {
        fn on_exit(function: extern "C" fn(i32, *mut ()), argument: *mut ()) -> i32;
    }
    extern "C" fn at_exit(_: i32, _: *mut ()) { println!("version {VERSION} at exit") }
    #[live_fn] fn has_exit_function() { assert_eq!(unsafe { on_exit(at_exit, std::ptr::null_mut()) }, 0) }
"#;

const USES_AIO: &str = r#"
    unsafe extern "C" { fn aio_read(block: *mut ()) -> i32; }
    #[live_fn] fn reads() -> i32 { unsafe { aio_read(std::ptr::null_mut()) } }
"#;

/// Serves version 1 with more source.
fn serving(more: &str) -> Host {
    let host = Host::empty(|builder| builder);
    host.publish_with(1, more);
    host.load();
    host
}

fn counted(host: &Host) -> u32 {
    host.swapper.late_fn("counted").call(()).unwrap()
}

fn raise(signal: c_int) {
    // SAFETY: it has a handler.
    unsafe { libc::raise(signal) };
}

#[test]
fn a_version_whose_handler_was_left_behind_is_unloaded_and_its_signal_does_nothing() {
    let outcome = test_kit::child().run(|_| {
        tracing_subscriber::fmt().with_ansi(false).init();
        let host = serving(HANDLES);
        host.call("handles");
        raise(libc::SIGUSR1);
        assert_eq!(counted(&host), 1);
        host.replace(2);
        host.version_1_goes();
        raise(libc::SIGUSR1);
    });
    assert!(outcome.success(), "{outcome}");
    let told = "it has left signal handlers behind: they are not called from now on";
    let line = outcome.output.lines().find(|line| line.contains(told));
    let line = line.unwrap_or_else(|| panic!("{outcome}"));
    assert!(
        line.contains(r#"plugin="guest" signals="SIGUSR1""#),
        "{line}"
    );
}

#[test]
fn each_version_may_have_its_handler_in_the_place_of_the_last_ones() {
    isolated(|| {
        let host = serving(HANDLES);
        host.call("handles");
        for version in 2..8 {
            host.replace_with(version, HANDLES);
            host.call("handles");
            raise(libc::SIGUSR1);
            assert_eq!(counted(&host), 1);
        }
        wait_until("the others are unloaded", || {
            hotswap_runtime::safe_point();
            host.swapper.stats().unloaded == 6
        });
        raise(libc::SIGUSR1);
        assert_eq!(counted(&host), 2);
    });
}

#[test]
fn a_version_that_restores_the_handler_before_is_unloaded() {
    isolated(|| {
        // SAFETY: to be ignored needs no handler.
        unsafe { libc::signal(libc::SIGUSR1, libc::SIG_IGN) };
        let host = serving(HANDLES);
        host.call("handles");
        host.call("restores");
        host.replace(2);
        host.version_1_goes();
        // SAFETY: as above.
        let now = unsafe { libc::signal(libc::SIGUSR1, libc::SIG_IGN) };
        assert_eq!(now, libc::SIG_IGN);
        raise(libc::SIGUSR1);
    });
}

#[test]
fn a_handler_that_has_not_returned_holds_its_version_and_is_named() {
    isolated(|| {
        let host = serving(HANDLES);
        host.call("handles_slowly");
        let handling = thread::spawn(|| raise(libc::SIGUSR1));
        host.wait_until_told("handling", 1);
        host.replace(2);
        host.wait_for_line(
            "guest 1.0.0 of generation 1, freed: a handler of SIGUSR1 that has not returned",
        );
        // Another is not begun.
        raise(libc::SIGUSR1);
        assert_eq!(host.told("handling", 1), 1);
        host.go(1);
        handling.join().unwrap();
        host.version_1_goes();
    });
}

#[test]
fn a_version_of_which_the_kernel_has_a_handler_stays_mapped_and_is_named() {
    isolated(|| {
        let host = serving(HANDLES);
        host.call("handles_by_system_call");
        host.replace(2);
        let line = "guest 1.0.0 of generation 1, freed (stays mapped: handler of SIGUSR1)";
        host.wait_for_line(line);
        let stats = host.swapper.stats();
        assert_eq!((stats.kept_mapped, stats.unloaded), (1, 0));
        assert_eq!(host.images(), 2);
        raise(libc::SIGUSR1);
        // It is listed for as long as it is mapped, and that is for good.
        host.replace(3);
        wait_until("version 2 is unloaded", || {
            hotswap_runtime::safe_point();
            host.swapper.stats().unloaded == 1
        });
        assert_eq!(host.line(1).as_deref(), Some(line));
    });
}

#[test]
fn code_that_may_still_be_called_keeps_its_imports() {
    isolated(|| {
        let host = Host::empty(|builder| builder);
        let library = Plugin::new("guest").version("1.0.0");
        let library = sealed(&library.source(ASKS_FOR_IMPORTS).build());
        let file = host.shared.path().join("guest.so");
        std::fs::write(&file, library).unwrap();
        test_kit::publish(&file, host.plugins.path(), "guest");
        host.load();
        host.call("handles_by_system_call");
        raise(libc::SIGUSR1);
        host.replace(2);
        let line = "guest 1.0.0 of generation 1, freed (stays mapped: handler of SIGUSR1)";
        host.wait_for_line(line);
        assert_eq!(host.swapper.stats().kept_mapped, 1);
        raise(libc::SIGUSR1);
    });
}

#[test]
fn a_version_that_has_given_an_address_away_says_so_while_it_serves_and_stays_mapped() {
    let outcome = test_kit::child().run(|_| {
        let host = serving(GIVES_AWAY);
        host.wait_for_line("guest 1.0.0 of generation 1, serving");
        host.call("has_exit_function");
        let why = "(stays mapped: an exit function (on_exit))";
        host.wait_for_line(&format!("guest 1.0.0 of generation 1, serving {why}"));
        host.replace(2);
        host.wait_for_line(&format!("guest 1.0.0 of generation 1, freed {why}"));
        assert_eq!(host.swapper.stats().kept_mapped, 1);
    });
    assert!(outcome.success(), "{outcome}");
    assert!(outcome.output.contains("version 1 at exit"), "{outcome}");
}

#[test]
fn a_version_that_cannot_be_followed_in_what_it_imports_says_so_in_the_report() {
    let host = Host::empty(|builder| builder);
    host.publish_with(1, USES_AIO);
    let report = host.load();
    let why = "asynchronous I/O (aio_read, lio_listio)";
    assert_eq!(report.stays_mapped("guest"), Some(why));
    host.replace(2);
    wait_until("version 1 is kept", || {
        host.swapper.stats().kept_mapped == 1
    });
    assert_eq!(host.told("freed", 1), 1);
    assert_eq!(host.images(), 2);
}

const HANDLER_LEAVES: &str = r#"
    use std::ffi::{c_int, c_void};
    #[repr(C)] struct Action { handler: usize, mask: [u64; 16], flags: c_int, restorer: usize }
    unsafe extern "C" { fn sigaction(signal: c_int, new: *const Action, old: *mut Action) -> c_int; }
    extern "C" fn leaves(_: c_int) { tell("handling"); wait_for("go"); NOISY.with(|_| ()); }
    #[live_fn] fn handles_slowly() {
        let new = Action { handler: leaves as usize, mask: [0; 16], flags: 0, restorer: 0 };
        assert_eq!(unsafe { sigaction(10, &new, std::ptr::null_mut::<c_void>().cast()) }, 0);
    }
    extern "C" fn at_end() { tell("destroyed") }
    #[used] #[unsafe(link_section = ".fini_array")] static AT_END: extern "C" fn() = at_end;
"#;

#[test]
fn destructors_of_a_library_wait_for_what_a_handler_has_left_on_a_thread() {
    isolated(|| {
        let host = serving(HANDLER_LEAVES);
        host.call("handles_slowly");
        let (tell, told) = std::sync::mpsc::channel::<()>();
        let handling = thread::spawn(move || {
            raise(libc::SIGUSR1);
            told.recv().unwrap();
        });
        host.wait_until_told("handling", 1);
        host.replace(2);
        host.wait_for_line(
            "guest 1.0.0 of generation 1, freed: a handler of SIGUSR1 that has not returned",
        );
        host.go(1);
        host.wait_for_line_that("a thread has something of it", |line| {
            line.ends_with(": 1 thread-local")
        });
        // The library asks again after a pause that grows up to a second.
        thread::sleep(std::time::Duration::from_millis(1500));
        assert_eq!((host.told("dropped", 1), host.told("destroyed", 1)), (0, 0));
        tell.send(()).unwrap();
        handling.join().unwrap();
        host.version_1_goes();
        assert_eq!((host.told("dropped", 1), host.told("destroyed", 1)), (1, 1));
    });
}
