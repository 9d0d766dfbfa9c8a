//! What the host does when a thread ends.
//!
//! In the first step it runs the destructors of thread-locals that guests registered, while the host's older
//! thread-locals are still there. If a guest registers something after that, the step is registered again. In the
//! second step the host calls the destructors of guests' keys, runs what was registered after the first step, and
//! strikes the thread from the ledger. That step comes again for what is left still later.

use std::ffi::c_void;
use std::io;

use super::{exit_hook, thread};

/// Has both steps called on threads that have something of a guest.
///
/// # Errors
///
/// What the system says if it has no key.
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
