//! Asks the kernel which signal handlers are set.

use std::ffi::{c_int, c_long};
use std::ops::Range;
use std::ptr;

/// The size of the kernel's set of signals, and how many of them there are.
const SET: usize = 8;
const SIGNALS: c_int = 64;

/// The signals whose handler is in the library that is mapped there.
///
/// This makes the system call directly: the C library hides the signals that it has reserved for itself.
///
/// It asks for each signal. `SigCgt` in `/proc/self/status` would list all signals that have a handler in one read, but
/// takes as long, and leaves out a handler that is called only once (`SA_RESETHAND`) while that handler runs: the
/// kernel has only its restorer then.
pub(in crate::guest::glibc) fn set_directly(span: &Range<usize>) -> Vec<c_int> {
    let is_there = |&signal: &c_int| {
        let [handler, _, restorer, ..] = action(signal).unwrap_or_default();
        // The kernel returns to the restorer when a handler is done.
        span.contains(&handler) || span.contains(&restorer)
    };
    (1..=SIGNALS).filter(is_there).collect()
}

/// `struct sigaction` of the kernel (`include/linux/signal_types.h`): handler, flags, restorer, mask. `None` if the
/// call fails.
fn action(signal: c_int) -> Option<[usize; 8]> {
    // More than the kernel writes.
    let mut action = [0; 8];
    let out = action.as_mut_ptr();
    let nothing = ptr::null::<usize>();
    // SAFETY: C-CALL: it sets nothing, and writes no more than there is room for.
    let answer = unsafe { libc::syscall(libc::SYS_rt_sigaction, c_long::from(signal), nothing, out, SET) };
    (answer == 0).then_some(action)
}

/// The name of the signal in C: `SIGCHLD`, `SIGRTMIN+3`.
pub(super) fn name(signal: c_int) -> String {
    const NAMES: [(c_int, &str); 31] = [
        (libc::SIGHUP, "SIGHUP"),
        (libc::SIGINT, "SIGINT"),
        (libc::SIGQUIT, "SIGQUIT"),
        (libc::SIGILL, "SIGILL"),
        (libc::SIGTRAP, "SIGTRAP"),
        (libc::SIGABRT, "SIGABRT"),
        (libc::SIGBUS, "SIGBUS"),
        (libc::SIGFPE, "SIGFPE"),
        (libc::SIGKILL, "SIGKILL"),
        (libc::SIGUSR1, "SIGUSR1"),
        (libc::SIGSEGV, "SIGSEGV"),
        (libc::SIGUSR2, "SIGUSR2"),
        (libc::SIGPIPE, "SIGPIPE"),
        (libc::SIGALRM, "SIGALRM"),
        (libc::SIGTERM, "SIGTERM"),
        (libc::SIGSTKFLT, "SIGSTKFLT"),
        (libc::SIGCHLD, "SIGCHLD"),
        (libc::SIGCONT, "SIGCONT"),
        (libc::SIGSTOP, "SIGSTOP"),
        (libc::SIGTSTP, "SIGTSTP"),
        (libc::SIGTTIN, "SIGTTIN"),
        (libc::SIGTTOU, "SIGTTOU"),
        (libc::SIGURG, "SIGURG"),
        (libc::SIGXCPU, "SIGXCPU"),
        (libc::SIGXFSZ, "SIGXFSZ"),
        (libc::SIGVTALRM, "SIGVTALRM"),
        (libc::SIGPROF, "SIGPROF"),
        (libc::SIGWINCH, "SIGWINCH"),
        (libc::SIGIO, "SIGIO"),
        (libc::SIGPWR, "SIGPWR"),
        (libc::SIGSYS, "SIGSYS"),
    ];
    let known = NAMES.iter().find(|&&(number, _)| number == signal);
    let first_real_time = libc::SIGRTMIN();
    match known {
        Some((_, name)) => (*name).to_owned(),
        None if signal == first_real_time => "SIGRTMIN".to_owned(),
        None if signal > first_real_time => format!("SIGRTMIN+{}", signal - first_real_time),
        None => format!("signal {signal}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_the_names_that_c_has_for_them() {
        let first = libc::SIGRTMIN();
        let named = [libc::SIGCHLD, libc::SIGSYS, first, first + 3, 32].map(name);
        let expected = ["SIGCHLD", "SIGSYS", "SIGRTMIN", "SIGRTMIN+3", "signal 32"];
        assert_eq!(named, expected);
    }

    #[test]
    fn the_kernel_says_where_the_handlers_of_this_process_are() {
        // Rust's runtime sets one for stack overflows.
        let action = action(libc::SIGSEGV).unwrap();
        assert_ne!(action[0], 0);
        let around = action[0]..action[0] + 1;
        assert!(set_directly(&around).contains(&libc::SIGSEGV));
    }
}
