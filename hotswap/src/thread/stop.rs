//! The signal that tells a thread or a task to stop, and those of a plugin that wait for it.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// The signal that tells a thread or a task to stop.
///
/// A thread asks it or waits for it. A task awaits [`given`](Stop::given).
#[derive(Clone, Default)]
pub struct Stop(Arc<Signal>);

#[derive(Default)]
struct Signal {
    state: Mutex<State>,
    given: Condvar,
}

#[derive(Default)]
struct State {
    is_given: bool,
    /// The futures that wait for the signal, by number.
    waiting: Vec<(u64, Waker)>,
    next: u64,
}

/// The future of [`Stop::given`].
#[must_use = "a future does nothing until it is awaited"]
pub struct Given {
    stop: Stop,
    /// Its number, once it waits.
    number: Option<u64>,
}

/// The threads and tasks of one plugin.
pub(crate) struct Threads {
    signals: Mutex<Signals>,
    /// A task that listens has ended.
    ended: Condvar,
}

struct Signals {
    /// The plugin was freed: a thread that starts now is told to stop at once.
    is_stopped: bool,
    list: Vec<Stop>,
    /// The plugin's value is gone: a task that starts now is cancelled at once.
    is_over: bool,
    /// The tasks in the background, which are cancelled when the plugin's value is gone.
    tasks: Vec<Stop>,
    /// How many of them wait to be told to stop, and end by themselves then.
    listening: usize,
    /// Called when the plugin's value is gone.
    #[cfg(feature = "tokio")]
    at_end: Vec<fn()>,
}

/// How long tasks have to end by themselves: shorter than what makes the host put another thread in the place of this one.
const GRACE: Duration = Duration::from_millis(200);

/// The entry of a task in the background, which is removed when this is dropped.
pub(crate) struct Ending {
    pub(crate) stop: Stop,
    listens: bool,
    threads: &'static Threads,
}

/// The entry of a thread in the list, which is removed when this is dropped.
pub(crate) struct Enrolled {
    pub(crate) stop: Stop,
    threads: &'static Threads,
}

impl Threads {
    pub(crate) const fn new() -> Self {
        Self {
            signals: Mutex::new(Signals {
                is_stopped: false,
                list: Vec::new(),
                is_over: false,
                tasks: Vec::new(),
                listening: 0,
                #[cfg(feature = "tokio")]
                at_end: Vec::new(),
            }),
            ended: Condvar::new(),
        }
    }

    pub(crate) fn enroll(&'static self, stop: Stop) -> Enrolled {
        let mut signals = lock(&self.signals);
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
        let mut signals = lock(&self.signals);
        signals.is_stopped = false;
        signals.is_over = false;
    }

    /// Tells all threads to stop, also those that start later.
    pub(crate) fn stop(&self) {
        let mut signals = lock(&self.signals);
        signals.is_stopped = true;
        let list = signals.list.clone();
        drop(signals);
        // Wakers are code of others, which may take the lock.
        list.iter().for_each(Stop::give);
    }

    /// Enters a task in the background.
    pub(crate) fn enroll_until_end(&'static self) -> Ending {
        let stop = Stop::default();
        let mut signals = lock(&self.signals);
        if signals.is_over {
            stop.give();
        }
        signals.tasks.push(stop.clone());
        Ending {
            stop,
            listens: false,
            threads: self,
        }
    }

    /// Has `then` called when the plugin's value is gone.
    #[cfg(feature = "tokio")]
    pub(crate) fn at_end(&self, then: fn()) {
        lock(&self.signals).at_end.push(then);
    }

    /// The plugin's value is gone. Waits a moment for tasks that were told to stop, and cancels all that are left.
    pub(crate) fn end(&self) {
        let mut signals = lock(&self.signals);
        signals.is_over = true;
        if signals.listening > 0 {
            let listens = |signals: &mut Signals| signals.listening > 0;
            let waited = self.ended.wait_timeout_while(signals, GRACE, listens);
            signals = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let tasks = signals.tasks.clone();
        #[cfg(feature = "tokio")]
        let at_end = mem::take(&mut signals.at_end);
        drop(signals);
        tasks.iter().for_each(Stop::give);
        #[cfg(feature = "tokio")]
        at_end.into_iter().for_each(|then| then());
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        remove(&mut lock(&self.threads.signals).list, &self.stop);
    }
}

impl Ending {
    /// The task waits to be told to stop.
    pub(crate) fn listen(&mut self) {
        if !mem::replace(&mut self.listens, true) {
            lock(&self.threads.signals).listening += 1;
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        let mut signals = lock(&self.threads.signals);
        remove(&mut signals.tasks, &self.stop);
        if self.listens {
            signals.listening -= 1;
            self.threads.ended.notify_all();
        }
    }
}

fn remove(list: &mut Vec<Stop>, stop: &Stop) {
    list.retain(|signal| !Arc::ptr_eq(&signal.0, &stop.0));
    if list.is_empty() {
        *list = Vec::new();
    }
}

impl Stop {
    /// Whether the thread should stop.
    pub fn is_given(&self) -> bool {
        lock(&self.0.state).is_given
    }

    /// Waits until the thread should stop, but not longer than `timeout`. Returns whether it should stop.
    pub fn wait(&self, timeout: Duration) -> bool {
        let mut state = lock(&self.0.state);
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            while !state.is_given {
                state = wait(&self.0.given, state);
            }
            return true;
        };
        while !state.is_given {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.0.given.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.is_given
    }

    /// Waits, in an async function, until the task should stop.
    ///
    /// # Examples
    ///
    /// ```
    /// async fn serve(stop: hotswap::Stop) {
    ///     stop.given().await;
    ///     println!("bye");
    /// }
    /// # drop(serve(hotswap::Stop::default()));
    /// ```
    pub fn given(&self) -> Given {
        Given {
            stop: self.clone(),
            number: None,
        }
    }

    pub(crate) fn give(&self) {
        let mut state = lock(&self.0.state);
        state.is_given = true;
        let waiting = mem::take(&mut state.waiting);
        drop(state);
        self.0.given.notify_all();
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

impl Future for Given {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let mut state = lock(&this.stop.0.state);
        if state.is_given {
            return Poll::Ready(());
        }
        let number = *this.number.get_or_insert_with(|| {
            state.next += 1;
            state.next
        });
        let place = state.waiting.iter_mut().find(|(it, _)| *it == number);
        match place {
            Some((_, waker)) if waker.will_wake(cx.waker()) => {}
            Some((_, waker)) => {
                let before = mem::replace(waker, cx.waker().clone());
                drop(state);
                drop(before);
            }
            None => state.waiting.push((number, cx.waker().clone())),
        }
        Poll::Pending
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = lock(&self.stop.0.state);
        let place = state.waiting.iter().position(|(it, _)| *it == number);
        let waker = place.map(|place| state.waiting.swap_remove(place));
        drop(state);
        drop(waker);
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given").field("stop", &self.stop).finish()
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

    #[test]
    fn a_task_is_woken_when_the_signal_is_given_and_forgotten_when_it_is_dropped() {
        let stop = Stop::default();
        let mut cx = Context::from_waker(Waker::noop());
        let mut given = Box::pin(stop.given());
        let mut other = Box::pin(stop.given());
        assert!(given.as_mut().poll(&mut cx).is_pending());
        assert!(other.as_mut().poll(&mut cx).is_pending());
        assert!(given.as_mut().poll(&mut cx).is_pending());
        assert_eq!(lock(&stop.0.state).waiting.len(), 2);
        drop(other);
        assert_eq!(lock(&stop.0.state).waiting.len(), 1);
        stop.give();
        assert!(given.as_mut().poll(&mut cx).is_ready());
    }
}
