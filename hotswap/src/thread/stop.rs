//! The signal that tells a thread to stop, and the threads of a plugin that wait for it.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The signal that tells a thread to stop.
#[derive(Clone, Default)]
pub struct Stop(Arc<Signal>);

#[derive(Default)]
struct Signal {
    is_given: Mutex<bool>,
    given: Condvar,
}

/// The threads of one plugin.
pub(crate) struct Threads(Mutex<Signals>);

struct Signals {
    /// The plugin was freed: a thread that starts now is told to stop at once.
    is_stopped: bool,
    list: Vec<Stop>,
}

/// The entry of a thread in the list, which is removed when this is dropped.
pub(super) struct Enrolled {
    pub(super) stop: Stop,
    threads: &'static Threads,
}

impl Threads {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Signals {
            is_stopped: false,
            list: Vec::new(),
        }))
    }

    pub(super) fn enroll(&'static self, stop: Stop) -> Enrolled {
        let mut signals = lock(&self.0);
        if signals.is_stopped {
            stop.give();
        }
        signals.list.push(stop.clone());
        Enrolled {
            stop,
            threads: self,
        }
    }

    /// The plugin is used again: threads that start now are not told to stop.
    pub(crate) fn reset(&self) {
        lock(&self.0).is_stopped = false;
    }

    /// Tells all threads to stop, also those that start later.
    pub(crate) fn stop(&self) {
        let mut signals = lock(&self.0);
        signals.is_stopped = true;
        signals.list.iter().for_each(Stop::give);
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        let is_other = |signal: &Stop| !Arc::ptr_eq(&signal.0, &self.stop.0);
        let mut signals = lock(&self.threads.0);
        signals.list.retain(is_other);
        if signals.list.is_empty() {
            signals.list = Vec::new();
        }
    }
}

impl Stop {
    /// Whether the thread should stop.
    pub fn is_given(&self) -> bool {
        *lock(&self.0.is_given)
    }

    /// Waits until the thread should stop, but not longer than `timeout`. Returns whether it should stop.
    pub fn wait(&self, timeout: Duration) -> bool {
        let mut is_given = lock(&self.0.is_given);
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            while !*is_given {
                is_given = wait(&self.0.given, is_given);
            }
            return true;
        };
        while !*is_given {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.0.given.wait_timeout(is_given, left);
            is_given = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *is_given
    }

    pub(super) fn give(&self) {
        *lock(&self.0.is_given) = true;
        self.0.given.notify_all();
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stop({})", self.is_given())
    }
}

/// A panic while the lock was held does not invalidate the data.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_time() {
        let stop = Stop::default();
        assert!(!stop.wait(Duration::from_millis(1)));
        stop.give();
        assert!(stop.wait(Duration::ZERO));
    }
}
