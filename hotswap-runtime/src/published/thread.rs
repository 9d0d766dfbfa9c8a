//! The seat of the running thread.

use std::cell::Cell;
use std::sync::LazyLock;

use super::protocol::{Seat, Seats};

/// The seats of all threads of the process, for all cells there are.
pub(super) static SEATS: LazyLock<Seats> = LazyLock::new(Seats::new);

thread_local! {
    /// Has no destructor, so it can be asked at any moment of a thread's life.
    static SEAT: Cell<Option<&'static Seat>> = const { Cell::new(None) };
    static AT_END: AtEnd = const { AtEnd };
}

/// Gives the seat back when the thread ends.
struct AtEnd;

impl Drop for AtEnd {
    fn drop(&mut self) {
        if let Some(seat) = SEAT.take() {
            seat.leave();
        }
    }
}

/// The seat of this thread; `None` if it is ending and has given its seat back.
#[inline]
pub(super) fn seat() -> Option<&'static Seat> {
    SEAT.get().or_else(take_seat)
}

#[cold]
fn take_seat() -> Option<&'static Seat> {
    AT_END.try_with(|_| ()).ok()?;
    let seat = SEATS.claim();
    SEAT.set(Some(seat));
    Some(seat)
}

/// Lends a seat for something short: this thread's, or some other where it has none any more.
pub(super) fn borrow_seat<R>(body: impl FnOnce(&Seat) -> R) -> R {
    if let Some(seat) = seat() {
        return body(seat);
    }
    let seat = SEATS.claim();
    let answer = body(seat);
    seat.leave();
    answer
}
