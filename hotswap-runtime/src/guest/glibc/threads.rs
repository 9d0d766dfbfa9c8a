//! Threads that guests start: counted from before they run until all of their destructors have run.

use std::ffi::{c_int, c_void};
use std::sync::Arc;

use super::ledger::Ledger;
use super::system::{self, Start};
use super::{guests, thread};

/// What a new thread is to do, and for whom.
struct Order {
    ledger: Arc<Ledger>,
    start: Start,
    argument: *mut c_void,
}

/// Starts a thread that holds the library it is for.
///
/// # Safety
///
/// As `pthread_create`; `from` is where it was called from.
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
        // SAFETY: the caller's promise.
        return unsafe { system::pthread_create(out, attributes, start, argument) };
    };
    ledger.add_starting_thread();
    let order = Box::into_raw(Box::new(Order {
        ledger,
        start,
        argument,
    }));
    // SAFETY: the caller's promise; `run` takes the order that it is given here.
    let failed = unsafe { system::pthread_create(out, attributes, run, order.cast()) };
    if failed != 0 {
        // SAFETY: no thread was started that could have taken it.
        let order = unsafe { Box::from_raw(order) };
        order.ledger.remove_starting_thread();
    }
    failed
}

/// The first function of such a thread. Nothing in it is to be dropped when the library's code ends the
/// thread, which unwinds through it.
///
/// # Safety
///
/// `order` is an [`Order`] in a box that is given up.
unsafe extern "C-unwind" fn run(order: *mut c_void) -> *mut c_void {
    // SAFETY: the caller's promise.
    let (start, argument) = take_up(*unsafe { Box::from_raw(order.cast::<Order>()) });
    // SAFETY: the caller of `create` promised it; the ledger has the thread, so the library is mapped.
    unsafe { start(argument) }
}

fn take_up(order: Order) -> (Start, *mut c_void) {
    thread::with(|thread| thread.is_started_by(order.ledger));
    (order.start, order.argument)
}
