//! How the host learns that a thread ends.
//!
//! Twice, as a thread ends in two steps. First the C library calls the destructors of thread-locals, the
//! youngest first: the host has one among them, so that what guests registered runs while the host's older
//! thread-locals are still there. It is registered again if a guest registers something after it ran. Then
//! come the destructors of pthread keys: the host has one key, which plays those of guests, runs what came
//! after the first step, and strikes the thread. Both are there again for what comes later still.

use std::ffi::{c_uint, c_void};
use std::io;
use std::ptr;

use once_cell::sync::OnceCell;

use super::system::{self, Destructor};
use super::thread;

static KEY: OnceCell<c_uint> = OnceCell::new();

/// Takes the host's one key from the system.
///
/// # Errors
///
/// What the system says if it has none.
pub(super) fn prepare() -> io::Result<()> {
    let key = KEY.get_or_try_init(|| {
        let mut key = 0;
        // SAFETY: `key` is a place to write to, and host code is never unmapped.
        match unsafe { system::pthread_key_create(&raw mut key, Some(second_step)) } {
            0 => Ok(key),
            failed => Err(io::Error::from_raw_os_error(failed)),
        }
    });
    key.map(drop)
}

/// Has the first step come.
pub(super) fn watch_first_step() {
    let near = (&raw const KEY).cast_mut().cast();
    // SAFETY: `near` is in the host, which `first_step` is in too.
    unsafe { system::__cxa_thread_atexit_impl(first_step as Destructor, ptr::null_mut(), near) };
}

/// Has the second step come, or come again.
pub(super) fn watch_second_step() {
    if let Some(&key) = KEY.get() {
        let value = (&raw const KEY).cast();
        // SAFETY: the key is the host's; its value only says that there is one.
        unsafe { system::pthread_setspecific(key, value) };
    }
}

/// # Safety
///
/// Called by the C library, when this thread ends.
unsafe extern "C" fn first_step(_: *mut c_void) {
    thread::with_existing(thread::Thread::end_first_step);
}

/// # Safety
///
/// Called by the C library, when this thread ends and the first step is over.
unsafe extern "C" fn second_step(_: *mut c_void) {
    thread::with_existing(thread::Thread::end_second_step);
    // SAFETY: the C library calls this from outside of all code that uses the thread's list.
    unsafe { thread::retire() };
}
