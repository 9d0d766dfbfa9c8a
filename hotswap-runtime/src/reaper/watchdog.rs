//! A thread that looks for hooks and versions that take too long, and sleeps while nothing is under way.
//!
//! The watchdog runs no code of plugins, so no plugin can block it. A thread that begins something that may take too
//! long sets the alarm: it reads one atomic, and wakes the watchdog if that sleeps. The watchdog looks a moment later,
//! so a storm of reloads wakes it only a few times a second.
//!
//! *Nothing is missed.* The watchdog clears the alarm before it looks. A thread that begins something notes it under a
//! lock, and then sets the alarm; the watchdog looks under the same lock. If the watchdog has not seen the note, it
//! took the lock first. So the thread that sets the alarm finds it cleared, and wakes the watchdog.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// Wakes the watchdog. Does nothing if the watchdog was not started.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alarm(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    is_set: AtomicBool,
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_set: bool,
    is_closed: bool,
}

impl Alarm {
    /// Call this when something has begun that may take too long, and was noted where the thread looks.
    #[inline]
    pub(crate) fn set(&self) {
        // Relaxed: the lock under which the note was written orders this after the clearing, see above.
        if !self.0.is_set.load(Ordering::Relaxed) {
            self.0.wake();
        }
    }

    /// Ends the thread.
    pub(super) fn close(&self) {
        self.0.state.lock().is_closed = true;
        self.0.wake.notify_one();
    }

    /// Starts the thread. It calls `look` `delay` after the alarm was set, and at the time that `look` has named last.
    ///
    /// # Errors
    ///
    /// The system's error if it cannot start a thread.
    pub(super) fn watch(
        &self,
        delay: Duration,
        mut look: impl FnMut(Instant) -> Option<Instant> + Send + 'static,
    ) -> io::Result<()> {
        let inner = Arc::clone(&self.0);
        let watch = move || {
            let mut next = None;
            while inner.wait(next, delay) {
                // Relaxed: ordered by the locks under which `look` looks.
                inner.is_set.store(false, Ordering::Relaxed);
                next = look(Instant::now());
            }
        };
        let thread = thread::Builder::new().name("hotswap-watchdog".to_owned());
        thread.spawn(watch).map(drop)
    }
}

impl Inner {
    #[cold]
    fn wake(&self) {
        // Relaxed: as in `set`.
        self.is_set.store(true, Ordering::Relaxed);
        self.state.lock().is_set = true;
        self.wake.notify_one();
    }

    /// Waits until it is time to look. False when it is closed.
    fn wait(&self, next: Option<Instant>, delay: Duration) -> bool {
        let mut state = self.state.lock();
        while !state.is_set && !state.is_closed {
            match next {
                Some(next) if next <= Instant::now() => break,
                Some(next) => drop(self.wake.wait_until(&mut state, next)),
                None => self.wake.wait(&mut state),
            }
        }
        if state.is_set {
            let time = Instant::now() + delay;
            while !state.is_closed && Instant::now() < time {
                self.wake.wait_until(&mut state, time);
            }
            state.is_set = false;
        }
        !state.is_closed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const SOON: Duration = Duration::from_millis(1);

    #[test]
    fn it_looks_after_each_alarm_and_when_it_has_said_so() {
        let alarm = Alarm::default();
        let (tell, told) = mpsc::channel();
        let mut again = true;
        let look = move |now: Instant| {
            tell.send(()).unwrap();
            std::mem::take(&mut again).then(|| now + SOON)
        };
        alarm.watch(SOON, look).unwrap();
        assert!(told.try_recv().is_err(), "nothing has begun");
        alarm.set();
        told.recv().unwrap();
        told.recv().expect("at the time that it named");
        alarm.set();
        told.recv().unwrap();
        alarm.close();
        told.recv().expect_err("the thread has ended");
    }
}
