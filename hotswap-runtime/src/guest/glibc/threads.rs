//! Threads that guests start: counted from before they run until all of their destructors have run.

use std::ffi::{c_int, c_void};
use std::sync::Arc;

use super::ledger::Ledger;
use super::system::{self, Start};
use super::{guests, thread};

/// The function that a new thread should run, and the library that asked for it.
struct Order {
    ledger: Arc<Ledger>,
    start: Start,
    argument: *mut c_void,
}

/// Starts a thread that holds the library for which it runs.
///
/// # Safety
///
/// The contract is that of `pthread_create`; `from` is the address that it was called from.
pub(super) unsafe extern "C" fn create(
    out: *mut libc::pthread_t,
    attributes: *const libc::pthread_attr_t,
    start: Start,
    argument: *mut c_void,
    from: usize,
) -> c_int {
    let Some(ledger) = [start as usize, from]
        .into_iter()
        .find_map(guests::owner_of)
    else {
        // SAFETY: FORWARDED: the arguments are passed on unchanged.
        return unsafe { system::pthread_create(out, attributes, start, argument) };
    };
    ledger.add_starting_thread();
    let order = Box::into_raw(Box::new(Order {
        ledger,
        start,
        argument,
    }));
    // SAFETY: FORWARDED and GIVEN-UP: `run` is called once, and takes up the order.
    let failed = unsafe { system::pthread_create(out, attributes, run, order.cast()) };
    if failed != 0 {
        // SAFETY: GIVEN-UP: no thread was started that could have taken it.
        let order = unsafe { Box::from_raw(order) };
        order.ledger.remove_starting_thread();
    }
    failed
}

/// The first function of such a thread. It has no local value that needs a drop, because the library's code may end the
/// thread by unwinding through this function.
///
/// # Safety
///
/// `order` is an [`Order`] in a box, which the caller gives up.
unsafe extern "C-unwind" fn run(order: *mut c_void) -> *mut c_void {
    // SAFETY: GIVEN-UP: an order in a box, by the contract of this function.
    let (start, argument) = take_up(*unsafe { Box::from_raw(order.cast::<Order>()) });
    // SAFETY: LEDGER and FORWARDED: the guest that called `create` promised that it can be called. Its library is
    // mapped, since the ledger has the thread.
    unsafe { start(argument) }
}

fn take_up(order: Order) -> (Start, *mut c_void) {
    thread::with(|thread| thread.is_started_by(order.ledger));
    (order.start, order.argument)
}
