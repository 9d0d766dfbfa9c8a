//! A mutex that knows its owner: transactions run one after the other, and none runs inside another one.
//!
//! No thread-local here has a destructor, so a thread may reload until its last instruction.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use parking_lot::Mutex;

thread_local! {
    /// The number of transactions that this thread is inside of, of all swappers.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Whether this thread is inside a transaction of any swapper.
#[cfg(feature = "watch")]
pub(crate) fn is_inside_any() -> bool {
    DEPTH.get() > 0
}

/// What only the thread whose turn it is may touch.
#[derive(Debug, Default)]
pub(crate) struct Turns<T> {
    state: Mutex<T>,
    /// The thread whose turn it is, by the address of its `DEPTH`; zero if there is none.
    owner: AtomicUsize,
}

/// It is this thread's turn already.
pub(crate) struct Reentrant;

impl<T> Turns<T> {
    /// Whether it is this thread's turn.
    pub(crate) fn is_own(&self) -> bool {
        // Relaxed: only this thread writes its own address here, and takes it away again.
        self.owner.load(Ordering::Relaxed) == own_address()
    }

    /// Waits for its turn, and runs `body`, which must not panic.
    ///
    /// # Errors
    ///
    /// [`Reentrant`], instead of waiting for itself.
    pub(crate) fn take<R>(&self, body: impl FnOnce(&mut T) -> R) -> Result<R, Reentrant> {
        if self.is_own() {
            return Err(Reentrant);
        }
        Ok(self.run(&mut self.state.lock(), body))
    }

    /// The same, if it is its turn before `deadline`.
    pub(crate) fn take_before<R>(
        &self,
        deadline: Instant,
        body: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        if self.is_own() {
            return None;
        }
        let mut state = self.state.try_lock_until(deadline)?;
        Some(self.run(&mut state, body))
    }

    #[inline]
    fn run<R>(&self, state: &mut T, body: impl FnOnce(&mut T) -> R) -> R {
        // Relaxed: as above.
        self.owner.store(own_address(), Ordering::Relaxed);
        DEPTH.set(DEPTH.get() + 1);
        let result = body(state);
        DEPTH.set(DEPTH.get() - 1);
        self.owner.store(0, Ordering::Relaxed);
        result
    }
}

/// What no other thread has while this one lives.
fn own_address() -> usize {
    DEPTH.with(|depth| std::ptr::from_ref(depth).addr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_thread_waits_for_itself() {
        let (one, other) = (Turns::<u32>::default(), Turns::<u32>::default());
        let inside = one.take(|_| (one.take(|_| ()).is_err(), other.take(|_| ()).is_ok()));
        assert!(matches!(inside, Ok((true, true))));
        assert!(one.take(|_| ()).is_ok(), "the turn is over");
    }

    #[test]
    fn a_thread_with_a_deadline_does_not_wait_past_it() {
        let turns = Turns::<u32>::default();
        let now = Instant::now();
        let inside = turns.take(|_| {
            let own = turns.take_before(now, |_| ()).is_none();
            let other = std::thread::scope(|scope| {
                let thread = scope.spawn(|| turns.take_before(now, |_| ()).is_none());
                thread.join().unwrap()
            });
            (own, other)
        });
        assert!(matches!(inside, Ok((true, true))));
        assert!(turns.take_before(now, |_| ()).is_some(), "it is free");
    }

    #[test]
    fn threads_take_turns() {
        let turns = Turns::<u32>::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| drop(turns.take(|count| *count += 1))));
            }
        });
        assert!(matches!(turns.take(|&mut count| count), Ok(400)));
    }
}
