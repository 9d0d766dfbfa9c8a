//! Destructors of thread-locals: a guest registers them here instead of with the C library.

use std::ffi::{c_int, c_void};

use super::system::{__cxa_thread_atexit_impl, Destructor};
use super::{guests, thread};

/// Puts the destructor on the list of this thread.
///
/// # Safety
///
/// The contract is that of `__cxa_thread_atexit_impl`; `from` is the address that it was called from.
pub(super) unsafe extern "C" fn register(
    destructor: Destructor,
    object: *mut c_void,
    near: *mut c_void,
    from: usize,
) -> c_int {
    // The library whose code will run must stay mapped, so its address comes first.
    let places = [destructor as usize, near.addr(), from];
    match places.into_iter().find_map(guests::owner_of) {
        Some(ledger) => {
            thread::with(|thread| thread.add_destructor(&ledger, destructor, object));
            0
        }
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        None => unsafe { __cxa_thread_atexit_impl(destructor, object, near) },
    }
}
