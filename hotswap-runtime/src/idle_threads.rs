//! Wakes threads of the host that sleep, so that they pass a safe point.
//!
//! A thread that has called a plugin may have thread-locals of it, and hold its library until it runs their destructors. The
//! reaper cannot do that for it. So it wakes those that can be woken: the threads of the host's executor, by tasks that are
//! safe points, and threads that wait for this with a waker.
//!
//! An executor does not say which of its threads runs a task. So the reaper does this again and again, at growing intervals, until
//! nothing is left on these threads.

use std::fmt;
use std::mem;
use std::sync::Arc;
use std::task::Waker;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;

use crate::contained::contained;
use crate::executor::Executor;
use crate::guest::safe_point;

/// How long a task keeps its thread, once it is known that tasks alone have not reached all threads: meanwhile the executor wakes
/// another one for the next task.
const STAY: Duration = Duration::from_micros(200);

/// So many rounds are tried with tasks that do not wait.
const GENTLE_ROUNDS: u32 = 2;

/// The threads of the host that can be woken.
#[derive(Default)]
pub(crate) struct IdleThreads {
    executor: Option<Arc<dyn Executor>>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    /// In an `Arc`, so that a lock is held for no clone of a waker.
    wakers: Vec<(u64, Arc<Waker>)>,
    next: u64,
}

/// A place for a waker, which the reaper wakes. It is given up when this is dropped.
pub(crate) struct Woken {
    threads: Arc<IdleThreads>,
    number: u64,
}

impl IdleThreads {
    pub(crate) fn set_executor(&mut self, executor: Arc<dyn Executor>) {
        self.executor = Some(executor);
    }

    /// The executor of the host.
    pub(crate) fn executor(&self) -> Option<&Arc<dyn Executor>> {
        self.executor.as_ref()
    }

    /// A place for a waker.
    pub(crate) fn wait(self: &Arc<Self>) -> Woken {
        let mut waiting = self.waiting.lock();
        waiting.next += 1;
        Woken {
            threads: Arc::clone(self),
            number: waiting.next,
        }
    }

    /// Wakes them, for the time number `round`. Returns whether there are any.
    pub(crate) fn wake(&self, round: u32) -> bool {
        let wakers: Vec<_> = {
            let waiting = self.waiting.lock();
            let wakers = waiting.wakers.iter();
            wakers.map(|(_, it)| Arc::clone(it)).collect()
        };
        let is_any = self.executor.is_some() || !wakers.is_empty();
        // A panic of a waker or of the executor must not end the reaper, nor keep the other threads asleep.
        for waker in wakers {
            contained(|| waker.wake_by_ref());
        }
        if let Some(executor) = &self.executor {
            contained(|| {
                for _ in 0..executor.threads() {
                    executor.spawn(Box::pin(pass(round)));
                }
            });
        }
        is_any
    }
}

/// What a thread of the executor does.
async fn pass(round: u32) {
    safe_point();
    if round >= GENTLE_ROUNDS {
        thread::sleep(STAY);
    }
}

impl Woken {
    /// Wakes this waker from now on.
    pub(crate) fn set(&self, waker: &Waker) {
        let is_it = |it: &(u64, Arc<Waker>)| it.0 == self.number && it.1.will_wake(waker);
        if self.threads.waiting.lock().wakers.iter().any(is_it) {
            return;
        }
        // Clones and drops of wakers are code of the host, which may come here again: no lock is held.
        let waker = Arc::new(waker.clone());
        let mut waiting = self.threads.waiting.lock();
        let place = waiting.wakers.iter_mut().find(|it| it.0 == self.number);
        let before = match place {
            Some((_, known)) => Some(mem::replace(known, waker)),
            None => {
                waiting.wakers.push((self.number, waker));
                None
            }
        };
        drop(waiting);
        drop(before);
    }
}

impl Drop for Woken {
    fn drop(&mut self) {
        let mut waiting = self.threads.waiting.lock();
        let place = waiting.wakers.iter().position(|it| it.0 == self.number);
        let waker = place.map(|place| waiting.wakers.swap_remove(place));
        drop(waiting);
        drop(waker);
    }
}

impl fmt::Debug for IdleThreads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdleThreads")
            .field("has_executor", &self.executor.is_some())
            .field("waiting", &self.waiting.lock().wakers.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waker_may_ask_for_the_threads_when_it_is_cloned() {
        let threads = Arc::new(IdleThreads::default());
        let asked = Arc::clone(&threads);
        let asks = test_kit::waker_with_clone(move || {
            assert!(asked.waiting.try_lock().is_some(), "the threads are locked");
        });
        let woken = threads.wait();
        for round in 0..3 {
            woken.set(&asks);
            assert!(threads.wake(round));
        }
    }
}
