//! The functions that the C library calls when a thread ends.
//!
//! A thread ends in two steps. First the C library calls the destructors of thread-locals, the youngest first. Then it
//! calls the destructors of pthread keys. The host takes part in both: it registers a thread-local's destructor, and it
//! has one key. `end` has the functions that it registers.

use std::ffi::{c_uint, c_void};
use std::io;
use std::ptr;

use once_cell::sync::OnceCell;

use super::system::{self, Destructor};

static HOOKS: OnceCell<Hooks> = OnceCell::new();

struct Hooks {
    first_step: Destructor,
    /// The host's key. Its destructor is the second step.
    key: c_uint,
}

/// Takes the host's one key from the system, once.
///
/// # Errors
///
/// The system's error if it has none left.
pub(super) fn prepare(first_step: Destructor, second_step: Destructor) -> io::Result<()> {
    let hooks = HOOKS.get_or_try_init(|| {
        let mut key = 0;
        // SAFETY: C-CALL: `key` is a place to write to. The destructor is code of the host, which is never unmapped.
        match unsafe { system::pthread_key_create(&raw mut key, Some(second_step)) } {
            0 => Ok(Hooks { first_step, key }),
            failed => Err(io::Error::from_raw_os_error(failed)),
        }
    });
    hooks.map(drop)
}

/// Makes the C library call the first step when this thread ends.
pub(super) fn watch_first_step() {
    if let Some(hooks) = HOOKS.get() {
        let near = (&raw const HOOKS).cast_mut().cast();
        // SAFETY: C-CALL: `near` is in the host, as `first_step` is, and the host is never unmapped.
        unsafe { system::__cxa_thread_atexit_impl(hooks.first_step, ptr::null_mut(), near) };
    }
}

/// Makes the C library call the second step when this thread ends, or call it again.
pub(super) fn watch_second_step() {
    if let Some(hooks) = HOOKS.get() {
        let value: *const c_void = (&raw const HOOKS).cast();
        // SAFETY: C-CALL: the key is the host's, and no code reads through its value.
        unsafe { system::pthread_setspecific(hooks.key, value) };
    }
}
