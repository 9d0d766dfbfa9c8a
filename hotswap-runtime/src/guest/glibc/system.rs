//! The C library's own functions, for which functions of the host stand in.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};

/// A destructor of a thread-local, or of a pthread key.
pub(super) type Destructor = unsafe extern "C" fn(*mut c_void);

/// The first function of a thread. `pthread_exit` unwinds through it.
pub(super) type Start = unsafe extern "C-unwind" fn(*mut c_void) -> *mut c_void;

unsafe extern "C" {
    /// Calls `destructor` when this thread ends, and keeps the library that `near` is in mapped.
    pub(super) fn __cxa_thread_atexit_impl(
        destructor: Destructor,
        object: *mut c_void,
        near: *mut c_void,
    ) -> c_int;

    pub(super) fn pthread_key_create(key: *mut c_uint, destructor: Option<Destructor>) -> c_int;

    pub(super) fn pthread_key_delete(key: c_uint) -> c_int;

    pub(super) fn pthread_getspecific(key: c_uint) -> *mut c_void;

    pub(super) fn pthread_setspecific(key: c_uint, value: *const c_void) -> c_int;

    pub(super) fn pthread_create(
        thread: *mut libc::pthread_t,
        attributes: *const libc::pthread_attr_t,
        start: Start,
        argument: *mut c_void,
    ) -> c_int;
}

/// A function that `on_exit` registers.
pub(super) type OnExit = unsafe extern "C" fn(c_int, *mut c_void);

/// `cookie_io_functions_t`: read, write, seek, close; each zero, or the address of a function.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct CookieFunctions(pub(super) [usize; 4]);

unsafe extern "C" {
    /// The variables of the environment.
    pub(super) static environ: *const *const c_char;

    pub(super) fn __cxa_atexit(
        function: Destructor,
        argument: *mut c_void,
        library: *mut c_void,
    ) -> c_int;

    pub(super) fn __cxa_at_quick_exit(function: Destructor, library: *mut c_void) -> c_int;

    pub(super) fn on_exit(function: OnExit, argument: *mut c_void) -> c_int;

    pub(super) fn setbuffer(stream: *mut libc::FILE, buffer: *mut c_char, size: usize);

    pub(super) fn fopencookie(
        cookie: *mut c_void,
        mode: *const c_char,
        functions: CookieFunctions,
    ) -> *mut libc::FILE;

    /// A function of the unwinder, which the host's std uses, too.
    pub(super) fn __register_frame(table: *mut c_void);

    pub(super) fn __sysv_signal(signal: c_int, handler: usize) -> usize;

    pub(super) fn sigset(signal: c_int, handler: usize) -> usize;
}

/// How often the system calls the destructors of keys that set themselves again.
pub(super) const DESTRUCTOR_ROUNDS: usize = 4;

/// No signal is delivered to this thread until it is dropped.
#[must_use = "dropped at once, it blocks nothing"]
pub(super) struct Signals {
    /// The signals that were blocked before.
    before: libc::sigset_t,
}

impl Signals {
    /// Blocks all signals.
    pub(super) fn block() -> Self {
        // SAFETY: C-CALL: all zero is a value of it, the empty set.
        let mut all: libc::sigset_t = unsafe { std::mem::zeroed() };
        let mut before = all;
        // SAFETY: C-CALL: it writes to a set.
        unsafe { libc::sigfillset(&raw mut all) };
        // SAFETY: C-CALL: it reads one set and writes the other.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before) };
        Self { before }
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        // SAFETY: C-CALL: it reads a set.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.before, std::ptr::null_mut()) };
    }
}

/// The number of this thread.
pub(super) fn tid() -> i32 {
    // SAFETY: C-CALL: it has no preconditions.
    unsafe { libc::gettid() }
}

/// Sets `errno` and returns -1, as a function of the C library does that has failed.
pub(super) fn fail(why: c_int) -> c_int {
    // SAFETY: C-CALL: it has no preconditions.
    let place = unsafe { libc::__errno_location() };
    // SAFETY: C-CALL: it is the place of this thread's error number.
    unsafe { place.write(why) };
    -1
}

/// Closes a library. The error is the loader's message.
///
/// # Safety
///
/// `handle` came from `dlopen` and was not closed yet.
pub(super) unsafe fn close(handle: *mut c_void) -> Result<(), String> {
    // SAFETY: OPEN-HANDLE: by the contract of this function.
    if unsafe { libc::dlclose(handle) } == 0 {
        return Ok(());
    }
    // SAFETY: C-CALL: it has no preconditions.
    let message = unsafe { libc::dlerror() };
    if message.is_null() {
        return Err("the loader does not say why".to_owned());
    }
    // SAFETY: C-CALL: the loader gave a text, which stays until this thread's next call of the loader.
    let message = unsafe { CStr::from_ptr(message) };
    Err(message.to_string_lossy().into_owned())
}
