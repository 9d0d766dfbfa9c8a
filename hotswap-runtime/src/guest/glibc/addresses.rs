//! Functions that give the process addresses in a library, to use later without a call into the library.
//!
//! A library that has given one away stays mapped, and its ledger says by which function: the host cannot know when the
//! process uses such an address for the last time. Functions that many libraries use for other purposes, too, are
//! followed: the host's function looks at the arguments. The others are rare. A library that imports one of them stays
//! mapped ([`keeps`]).

use std::ffi::{CStr, c_char, c_int, c_void};

use super::{guests, spans, system};

/// Why a library that uses `function` stays mapped, with any arguments.
pub(super) fn keeps(function: &CStr) -> Option<&'static str> {
    Some(match function.to_bytes() {
        b"aio_read" | b"aio_read64" | b"aio_write" | b"aio_write64" | b"aio_fsync"
        | b"aio_fsync64" | b"lio_listio" | b"lio_listio64" => "asynchronous I/O (aio_read, lio_listio)",
        b"getaddrinfo_a" => "look-ups in the background (getaddrinfo_a)",
        b"register_printf_function"
        | b"register_printf_specifier"
        | b"register_printf_modifier"
        | b"register_printf_type" => "conversions of printf (register_printf_specifier)",
        _ => return None,
    })
}

/// The host's function for one of the C library's.
pub(super) fn replacement(function: &CStr) -> Option<(&'static str, usize)> {
    let place = |function: *const ()| function.addr();
    Some(match function.to_bytes() {
        b"__cxa_atexit" => ("__cxa_atexit", place(exit_function as *const ())),
        b"__cxa_at_quick_exit" => (
            "__cxa_at_quick_exit",
            place(quick_exit_function as *const ()),
        ),
        b"on_exit" => ("on_exit", place(on_exit as *const ())),
        b"timer_create" => ("timer_create", place(create_timer as *const ())),
        b"mq_notify" => ("mq_notify", place(notify as *const ())),
        b"sigaltstack" => ("sigaltstack", place(set_signal_stack as *const ())),
        b"setvbuf" => ("setvbuf", place(set_buffer as *const ())),
        b"setbuf" => ("setbuf", place(set_plain_buffer as *const ())),
        b"setbuffer" => ("setbuffer", place(set_sized_buffer as *const ())),
        b"__register_frame" => ("__register_frame", place(register_frame as *const ())),
        b"fopencookie" => ("fopencookie", place(open_cookie as *const ())),
        _ => return None,
    })
}

/// Another address in this span that the process is known to have: a variable of the C library that can be read.
pub(super) fn known_by(span: &std::ops::Range<usize>) -> Option<&'static str> {
    // SAFETY: C-CALL: a word of the C library, which reads it in the same way. What it points to is not read: another
    // thread may free that meanwhile.
    let environment = unsafe { (&raw const system::environ).read_volatile() };
    span.contains(&environment.addr())
        .then_some("the environment (environ)")
}

/// Marks the libraries that `places` are in: they stay mapped.
fn given_away(places: &[usize], what: &'static str) {
    for &place in places {
        if let Some(ledger) = guests::owner_of(place) {
            ledger.add_known_by(what);
        }
    }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn exit_function(
    function: system::Destructor,
    argument: *mut c_void,
    library: *mut c_void,
) -> c_int {
    // An exit function that is registered for a library is called when that library is closed.
    if !spans::is_in_guest(library.addr()) {
        given_away(
            &[function as usize, argument.addr()],
            "an exit function (__cxa_atexit without a library)",
        );
    }
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::__cxa_atexit(function, argument, library) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn quick_exit_function(
    function: system::Destructor,
    library: *mut c_void,
) -> c_int {
    given_away(&[function as usize], "an exit function (at_quick_exit)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::__cxa_at_quick_exit(function, library) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn on_exit(function: system::OnExit, argument: *mut c_void) -> c_int {
    let places = [function as usize, argument.addr()];
    given_away(&places, "an exit function (on_exit)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::on_exit(function, argument) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn create_timer(
    clock: libc::clockid_t,
    event: *mut libc::sigevent,
    timer: *mut libc::timer_t,
) -> c_int {
    // SAFETY: FORWARDED: `event` is null or points to an event, as `timer_create` asks.
    let function = unsafe { function_of(event) };
    given_away(function.as_slice(), "a timer (timer_create with SIGEV_THREAD)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { libc::timer_create(clock, event, timer) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn notify(queue: libc::mqd_t, event: *const libc::sigevent) -> c_int {
    // SAFETY: FORWARDED: `event` is null or points to an event, as `mq_notify` asks.
    let function = unsafe { function_of(event) };
    given_away(function.as_slice(), "a message queue (mq_notify with SIGEV_THREAD)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { libc::mq_notify(queue, event) }
}

/// The function that an event calls on a thread of its own.
///
/// # Safety
///
/// `event` is null or points to an event.
unsafe fn function_of(event: *const libc::sigevent) -> Option<usize> {
    // SAFETY: FORWARDED: null or an event, by the contract of this function.
    let is_call = unsafe { event.as_ref() }.is_some_and(|it| it.sigev_notify == libc::SIGEV_THREAD);
    // The field that `sigevent(3type)` calls `sigev_notify_function` begins where the number of a thread would be.
    let place = event.wrapping_byte_add(std::mem::offset_of!(libc::sigevent, sigev_notify_thread_id));
    // SAFETY: FORWARDED: an event of this kind has a function there.
    is_call.then(|| unsafe { place.cast::<usize>().read_unaligned() })
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn set_signal_stack(
    new: *const libc::stack_t,
    old: *mut libc::stack_t,
) -> c_int {
    // SAFETY: FORWARDED: null or a stack, as `sigaltstack` asks.
    let stack = unsafe { new.as_ref() }.filter(|it| it.ss_flags & libc::SS_DISABLE == 0);
    if let Some(stack) = stack {
        given_away(&[stack.ss_sp.addr()], "a stack for signal handlers (sigaltstack)");
    }
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { libc::sigaltstack(new, old) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn set_buffer(
    stream: *mut libc::FILE,
    buffer: *mut c_char,
    mode: c_int,
    size: usize,
) -> c_int {
    buffer_given_away(buffer);
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { libc::setvbuf(stream, buffer, mode, size) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn set_plain_buffer(stream: *mut libc::FILE, buffer: *mut c_char) {
    buffer_given_away(buffer);
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { libc::setbuf(stream, buffer) }
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn set_sized_buffer(stream: *mut libc::FILE, buffer: *mut c_char, size: usize) {
    buffer_given_away(buffer);
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::setbuffer(stream, buffer, size) }
}

fn buffer_given_away(buffer: *mut c_char) {
    given_away(&[buffer.addr()], "the buffer of a C stream (setvbuf)");
}

/// # Safety
///
/// The contract is that of the C library's function.
unsafe extern "C" fn open_cookie(
    cookie: *mut c_void,
    mode: *const c_char,
    functions: system::CookieFunctions,
) -> *mut libc::FILE {
    given_away(&functions.0, "a C stream (fopencookie)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::fopencookie(cookie, mode, functions) }
}

/// # Safety
///
/// The contract is that of the unwinder's function.
unsafe extern "C" fn register_frame(table: *mut c_void) {
    given_away(&[table.addr()], "a table for unwinding (__register_frame)");
    // SAFETY: FORWARDED: the arguments are passed on unchanged.
    unsafe { system::__register_frame(table) }
}
