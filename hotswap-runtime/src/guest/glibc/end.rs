//! The host's part in the end of a thread.
//!
//! In the first step the host runs the destructors of thread-locals that guests registered, while its own older
//! thread-locals still exist. If a guest registers a destructor after that, the step is registered again. In the second
//! step the host calls the destructors of guests' keys, runs the destructors that were registered after the first step,
//! and strikes the thread from the ledger. The second step is repeated if guests register more after it.

use std::ffi::c_void;
use std::io;

use super::{exit_hook, thread};

/// Makes the C library call both steps on threads that hold something of a guest.
///
/// # Errors
///
/// The system's error if it has no key left.
pub(super) fn prepare() -> io::Result<()> {
    exit_hook::prepare(first_step, second_step)
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
    // SAFETY: OWN-THREAD: the C library calls this from outside of all code that uses the record of the thread.
    unsafe { thread::retire() };
}
