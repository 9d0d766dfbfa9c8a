//! The signal that tells a thread or a task to stop, and those of a plugin that wait for it.
//!
//! What only tasks need is reached through a table or a function that the first task sets. So a plugin without tasks does not have
//! the code.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::call::silence;

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
    /// The futures that wait for the signal.
    waiting: Option<Box<dyn Waiting>>,
}

/// Futures that wait for a signal.
trait Waiting: Send {
    /// Whether one has this waker.
    fn has(&self, number: u64, waker: &Waker) -> bool;

    /// Adds one, or changes its waker. Returns its number, and the waker that it had.
    fn add(&mut self, number: Option<u64>, waker: Waker) -> (u64, Option<Waker>);

    /// Removes one. Returns its waker.
    fn remove(&mut self, number: u64) -> Option<Waker>;

    /// Wakes them.
    fn wake(self: Box<Self>);
}

/// By their numbers.
#[derive(Default)]
struct Futures {
    wakers: Vec<(u64, Waker)>,
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
    /// Ends the tasks, once there was one.
    end_tasks: OnceLock<fn(&Threads)>,
    /// Ends the runtime, once there was one.
    #[cfg(feature = "tokio")]
    end_runtime: OnceLock<fn()>,
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
            }),
            ended: Condvar::new(),
            end_tasks: OnceLock::new(),
            #[cfg(feature = "tokio")]
            end_runtime: OnceLock::new(),
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
        let list = mem::take(&mut signals.list);
        drop(signals);
        // Wakers are code of others, which may take the lock.
        list.iter().for_each(Stop::give);
    }

    /// Enters a task in the background.
    pub(crate) fn enroll_until_end(&'static self) -> Ending {
        let stop = Stop::default();
        self.end_tasks.get_or_init(|| Self::end_tasks);
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

    /// Has `then` called when the plugin's value is gone and its tasks are cancelled. Returns whether that is over.
    #[cfg(feature = "tokio")]
    #[must_use]
    pub(crate) fn at_end(&self, then: fn()) -> bool {
        self.end_runtime.get_or_init(|| then);
        lock(&self.signals).is_over
    }

    /// The plugin's value is gone.
    pub(crate) fn end(&self) {
        // Before the functions are looked at: one that is set later finds this.
        lock(&self.signals).is_over = true;
        if let Some(end_tasks) = self.end_tasks.get() {
            end_tasks(self);
        }
        #[cfg(feature = "tokio")]
        if let Some(end_runtime) = self.end_runtime.get() {
            silence(end_runtime);
        }
    }

    /// Waits a moment for tasks that were told to stop, and cancels all that are left.
    fn end_tasks(&self) {
        let mut signals = lock(&self.signals);
        if signals.listening > 0 {
            let listens = |signals: &mut Signals| signals.listening > 0;
            let waited = self.ended.wait_timeout_while(signals, GRACE, listens);
            signals = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        let tasks = mem::take(&mut signals.tasks);
        drop(signals);
        silence(|| tasks.iter().for_each(Stop::give));
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
        let waiting = state.waiting.take();
        drop(state);
        self.0.given.notify_all();
        if let Some(waiting) = waiting {
            waiting.wake();
        }
    }
}

impl Waiting for Futures {
    fn has(&self, number: u64, waker: &Waker) -> bool {
        let mut wakers = self.wakers.iter();
        wakers.any(|(it, known)| *it == number && known.will_wake(waker))
    }

    fn add(&mut self, number: Option<u64>, waker: Waker) -> (u64, Option<Waker>) {
        let number = number.unwrap_or_else(|| {
            self.next += 1;
            self.next
        });
        let place = self.wakers.iter_mut().find(|(it, _)| *it == number);
        let before = match place {
            Some((_, known)) => Some(mem::replace(known, waker)),
            None => {
                self.wakers.push((number, waker));
                None
            }
        };
        (number, before)
    }

    fn remove(&mut self, number: u64) -> Option<Waker> {
        let place = self.wakers.iter().position(|(it, _)| *it == number)?;
        Some(self.wakers.swap_remove(place).1)
    }

    fn wake(self: Box<Self>) {
        for (_, waker) in self.wakers {
            // One that panics must not keep the others from being woken.
            silence(|| waker.wake());
        }
    }
}

impl Future for Given {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let number = self.number;
        let state = lock(&self.stop.0.state);
        if state.is_given {
            return Poll::Ready(());
        }
        if let (Some(number), Some(waiting)) = (number, &state.waiting)
            && waiting.has(number, cx.waker())
        {
            return Poll::Pending;
        }
        drop(state);
        // Clones and drops of wakers are code of others, which may take the lock.
        let waker = cx.waker().clone();
        let mut state = lock(&self.stop.0.state);
        if state.is_given {
            drop(state);
            return Poll::Ready(());
        }
        let waiting = state
            .waiting
            .get_or_insert_with(|| Box::new(Futures::default()));
        let (number, before) = waiting.add(number, waker);
        drop(state);
        drop(before);
        self.number = Some(number);
        Poll::Pending
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = lock(&self.stop.0.state);
        let waiting = state.waiting.as_mut();
        let waker = waiting.and_then(|waiting| waiting.remove(number));
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
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Counted(AtomicU32);

    impl Wake for Counted {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

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
        let (counted, other_counted) = (Arc::new(Counted::default()), Arc::new(Counted::default()));
        let waker = Waker::from(Arc::clone(&counted));
        let mut cx = Context::from_waker(&waker);
        let other_waker = Waker::from(Arc::clone(&other_counted));
        let mut given = Box::pin(stop.given());
        let mut other = Box::pin(stop.given());
        assert!(given.as_mut().poll(&mut cx).is_pending());
        let polled = other.as_mut().poll(&mut Context::from_waker(&other_waker));
        assert!(polled.is_pending());
        assert!(given.as_mut().poll(&mut cx).is_pending());
        drop(other);
        stop.give();
        assert!(given.as_mut().poll(&mut cx).is_ready());
        let woken = [counted, other_counted].map(|it| it.0.load(Ordering::Relaxed));
        assert_eq!(woken, [1, 0]);
    }

    #[test]
    fn a_waker_may_ask_for_the_signal_when_it_is_cloned() {
        let stop = Stop::default();
        let asked = stop.clone();
        let asks = test_kit::waker_with_clone(move || {
            assert!(asked.0.state.try_lock().is_ok(), "the signal is locked");
        });
        let mut given = Box::pin(stop.given());
        for _ in 0..2 {
            assert!(
                given
                    .as_mut()
                    .poll(&mut Context::from_waker(&asks))
                    .is_pending()
            );
        }
    }
}
