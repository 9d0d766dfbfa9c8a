//! The queue of endings, and the thread that empties it.
//!
//! Waking a thread costs more than the rest of a swap, so the thread is woken only for a task for which it would
//! otherwise be late.
//!
//! A task runs code of plugins, which may not return. Then the thread is left to that one task, and another thread takes
//! its place: threads have numbers, and the one whose number is `serving` takes tasks. A thread that comes back and finds
//! that another one has taken its place ends.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::ptr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hotswap::call::contain;
use parking_lot::{Condvar, Mutex};

use super::ending::{Ending, Wake, When};
use super::watchdog::Alarm;
use crate::failpoints::Failpoints;
use crate::guest;
use crate::log::{TARGET, log};

/// How long a fault that a test injects delays a step.
const AFTER_A_FAULT: Duration = Duration::from_millis(2);

thread_local! {
    /// The queue whose thread this is. The pointer is only compared.
    static OWN: Cell<*const Queue> = const { Cell::new(ptr::null()) };
}

/// State that the thread and its callers share.
#[derive(Debug)]
pub(super) struct Queue {
    failpoints: Failpoints,
    /// Set when a task begins.
    alarm: Alarm,
    state: Mutex<State>,
    /// Wakes the thread: there is something to do, or an earlier time to wait for.
    wake: Condvar,
    /// Wakes threads that wait: everything is done.
    done: Condvar,
    /// The number of threads that wait until everything is done. Locked while the watchdog looks.
    waiters: Mutex<usize>,
}

/// A thread waits until everything is done, for as long as this is there.
#[must_use = "dropped at once, it says that the wait is over"]
pub(super) struct Waiter<'a>(&'a Mutex<usize>);

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        *self.0.lock() -= 1;
    }
}

#[derive(Debug, Default)]
struct State {
    /// The endings whose next step can be taken now.
    tasks: VecDeque<Box<dyn Ending>>,
    /// The endings that wait: for a time, for threads, for the swapper's end.
    waiting: Vec<Box<dyn Ending>>,
    /// When the thread wakes by itself; `None` if it does not.
    wakes_at: Option<Instant>,
    /// Free delays count as passed.
    hurry: bool,
    /// The number of the thread that takes tasks.
    serving: u64,
    /// The tasks that the threads do now, without the lock: the thread that takes tasks, and the stuck threads that
    /// were replaced.
    running: Vec<Running>,
    /// The system could not start a thread to replace the one that takes tasks.
    has_no_replacement: bool,
    /// Nothing can be added any more.
    closed: bool,
}

/// A task that a thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Running {
    /// The number of the thread.
    thread: u64,
    since: Instant,
}

/// Why another thread takes the place of the one that takes tasks.
#[derive(Clone, Copy, Debug)]
enum Replacement {
    /// The thread does this task, and does not return from it.
    Stuck(Running),
    /// The thread has this number, and should end when it has nothing to do.
    Ending(u64),
}

impl Queue {
    pub(super) fn new(failpoints: Failpoints, alarm: Alarm) -> Self {
        Self {
            failpoints,
            alarm,
            state: Mutex::default(),
            wake: Condvar::new(),
            done: Condvar::new(),
            waiters: Mutex::default(),
        }
    }

    /// From now on the watchdog holds nothing that this thread waits for.
    pub(super) fn begin_to_wait(&self) -> Waiter<'_> {
        *self.waiters.lock() += 1;
        Waiter(&self.waiters)
    }

    /// Calls `look` with whether it may hold things that are about to end, because no thread waits for them.
    pub(super) fn while_looking<R>(&self, look: impl FnOnce(bool) -> R) -> R {
        let waiters = self.waiters.lock();
        look(*waiters == 0)
    }

    pub(super) fn end(&self, ending: Box<dyn Ending>) {
        if self.state.lock().add(ending) {
            self.wake.notify_one();
        }
    }

    /// Takes an ending that waits, and for which `is_it` is true, out of the queue.
    pub(super) fn recall(&self, is_it: impl Fn(&dyn Ending) -> bool) -> Option<Box<dyn Ending>> {
        let waiting = &mut self.state.lock().waiting;
        let number = waiting.iter().position(|it| is_it(&**it))?;
        Some(waiting.remove(number))
    }

    /// The results of `look` for the endings that wait.
    pub(super) fn waiting<T>(&self, look: impl Fn(&dyn Ending) -> Option<T>) -> Vec<T> {
        let state = self.state.lock();
        state.waiting.iter().filter_map(|it| look(&**it)).collect()
    }

    pub(super) fn hurry(&self) {
        let mut state = self.state.lock();
        state.hurry = true;
        state.waiting.iter_mut().for_each(|it| it.hurry());
        self.wake.notify_one();
    }

    /// Waits until there is nothing to do, apart from tasks that take longer than `patience`.
    pub(super) fn wait_until_done(&self, patience: Duration) {
        let mut state = self.state.lock();
        loop {
            let now = Instant::now();
            if !state.has_work(now, patience) {
                return;
            }
            match state.end_of_patience(now, patience) {
                Some(time) => drop(self.done.wait_until(&mut state, time)),
                None => self.done.wait(&mut state),
            }
        }
    }

    /// Waits until something was done, or until `time`.
    pub(super) fn wait_for_news(&self, time: Instant) {
        self.done.wait_until(&mut self.state.lock(), time);
    }

    /// Whether there is something to do, apart from tasks that take longer than `patience`.
    pub(super) fn has_work(&self, patience: Duration) -> bool {
        self.state.lock().has_work(Instant::now(), patience)
    }

    /// Whether this thread is one of the queue's own.
    pub(super) fn is_own_thread(&self) -> bool {
        ptr::eq(OWN.get(), self)
    }

    pub(super) fn close(&self) {
        self.state.lock().closed = true;
        self.wake.notify_one();
    }

    /// Starts the first thread.
    ///
    /// # Errors
    ///
    /// The system's error if it cannot start a thread.
    pub(super) fn start(self: &Arc<Self>) -> io::Result<()> {
        let queue = Arc::clone(self);
        spawn(move || queue.run(0))
    }

    /// Puts another thread in the place of one that has been at a task for longer than `limit`. Returns when to ask again.
    pub(super) fn replace_if_stuck(
        self: &Arc<Self>,
        now: Instant,
        limit: Duration,
    ) -> Option<Instant> {
        let running = self.state.lock().current_task()?;
        let due = running.since + limit;
        if now < due {
            return Some(due);
        }
        self.replace(Replacement::Stuck(running));
        Some(now + limit)
    }

    /// Starts a thread that takes the place of the one that takes tasks.
    fn replace(self: &Arc<Self>, replacement: Replacement) {
        let queue = Arc::clone(self);
        let started = spawn(move || {
            if let Some(number) = queue.take_over(replacement) {
                queue.run(number);
            }
        });
        self.state.lock().has_no_replacement = started.is_err();
        if let Err(error) = started {
            // Tasks are left undone now, and threads that wait for them may lose patience.
            self.done.notify_all();
            log(
                || tracing::warn!(name: "no_thread", target: TARGET, %error, "no thread for the end of other plugins; trying again"),
            );
        }
    }

    /// The number of the thread that takes tasks from now on, if the one before still makes way.
    fn take_over(&self, replacement: Replacement) -> Option<u64> {
        let mut state = self.state.lock();
        let is_due = match replacement {
            Replacement::Stuck(running) => state.current_task() == Some(running),
            Replacement::Ending(number) => {
                state.serving == number && state.current_task().is_none()
            }
        };
        if !is_due {
            return None;
        }
        state.serving += 1;
        // The previous thread may wait.
        self.wake.notify_all();
        Some(state.serving)
    }

    /// Does tasks until no task can come any more, or another thread has replaced this one.
    fn run(self: &Arc<Self>, number: u64) {
        OWN.set(Arc::as_ptr(self));
        let queue = Arc::clone(self);
        let wake: Wake = Arc::new(move || queue.wake());
        while let Some(task) = self.next_task(number) {
            self.alarm.set();
            if contain(|| self.failpoints.hit(task.step())).is_err() {
                self.put_back(task);
                continue;
            }
            // A task may run hooks of plugins, so the lock is not held. Panics of the hooks are contained. A panic of
            // the host's log must not end this thread either, because others wait for it.
            let done = contain(|| {
                if let Some(more) = task.advance(&wake) {
                    // Another thread may wait for it.
                    self.end(more);
                }
                Ok(())
            });
            drop(done);
            self.leave_nothing(number);
        }
    }

    /// Hooks may leave thread-locals of plugins on this thread. So when it has no tasks, and still holds something of a
    /// plugin, another thread replaces it and it ends. Otherwise it would hold the plugin for as long as a later task
    /// takes.
    fn leave_nothing(self: &Arc<Self>, number: u64) {
        if guest::holds_something() && self.state.lock().tasks.is_empty() {
            self.replace(Replacement::Ending(number));
        }
    }

    /// Makes the thread ask the endings that wait.
    fn wake(&self) {
        // A thread that looked just before this sleeps now: it releases the lock only to sleep.
        drop(self.state.lock());
        self.wake.notify_one();
    }

    /// Puts back a task whose step a test makes fail. It is tried again until the test lets it pass.
    fn put_back(&self, task: Box<dyn Ending>) {
        thread::sleep(AFTER_A_FAULT);
        self.state.lock().tasks.push_front(task);
    }

    /// Waits for the next task; `None` when no task can come any more.
    fn next_task(&self, number: u64) -> Option<Box<dyn Ending>> {
        let mut state = self.state.lock();
        state.running.retain(|it| it.thread != number);
        loop {
            if state.serving != number {
                // The other thread may wait for this.
                self.wake.notify_one();
                self.done.notify_all();
                return None;
            }
            let now = Instant::now();
            if let Some(task) = state.take(now) {
                let thread = number;
                state.running.push(Running { thread, since: now });
                return Some(task);
            }
            self.done.notify_all();
            if state.is_over() {
                self.alarm.close();
                return None;
            }
            state.wakes_at = state.next_deadline();
            match state.wakes_at {
                Some(deadline) => {
                    self.wake.wait_until(&mut state, deadline);
                }
                None => self.wake.wait(&mut state),
            }
        }
    }
}

impl State {
    /// Adds an ending. Returns whether the thread must be woken for it, because it would be late otherwise.
    fn add(&mut self, ending: Box<dyn Ending>) -> bool {
        match ending.when() {
            When::Last if !self.hurry => {
                self.waiting.push(ending);
                false
            }
            When::Now | When::Last => {
                self.tasks.push_back(ending);
                true
            }
            When::At(time) | When::AskedAgain(time) => {
                self.waiting.push(ending);
                self.wakes_at.is_none_or(|wakes_at| time < wakes_at)
            }
            When::Woken => {
                self.waiting.push(ending);
                false
            }
        }
    }

    /// The next task: older generations before newer ones.
    fn take(&mut self, now: Instant) -> Option<Box<dyn Ending>> {
        if let Some(task) = self.tasks.pop_front() {
            return Some(task);
        }
        let is_ready = |it: &dyn Ending| match it.when() {
            When::Now => true,
            When::Last => self.hurry,
            _ => false,
        };
        let is_due = |it: &dyn Ending| match it.when() {
            When::At(time) => time <= now || self.hurry,
            When::AskedAgain(time) => time <= now,
            _ => false,
        };
        let mut waiting = self.waiting.iter();
        let ready = waiting.position(|it| is_ready(&**it));
        let next = ready.or_else(|| self.waiting.iter().position(|it| is_due(&**it)))?;
        Some(self.waiting.remove(next))
    }

    /// The task of the thread that takes tasks.
    fn current_task(&self) -> Option<Running> {
        let mut running = self.running.iter();
        running.find(|it| it.thread == self.serving).copied()
    }

    /// Whether nothing is left to do, and nothing can be added.
    fn is_over(&self) -> bool {
        self.closed && self.waiting.is_empty() && self.running.is_empty()
    }

    /// When the next running task will have taken longer than `patience`.
    fn end_of_patience(&self, now: Instant, patience: Duration) -> Option<Instant> {
        let ends = self.running.iter().map(|it| it.since.checked_add(patience));
        ends.flatten().filter(|&end| end > now).min()
    }

    /// Whether something can be freed, or is being freed and does not take longer than `patience`. If a stuck thread
    /// has no replacement, the tasks after it do not count as work.
    fn has_work(&self, now: Instant, patience: Duration) -> bool {
        let is_work = |it: &dyn Ending| match it.when() {
            When::Now | When::At(_) => true,
            When::Last => self.hurry,
            When::AskedAgain(_) | When::Woken => false,
        };
        let mut running = self.running.iter();
        let lasts = |it: &Running| {
            let end = it.since.checked_add(patience);
            end.is_none_or(|end| now < end)
        };
        if running.any(lasts) {
            return true;
        }
        // Without a replacement no task is taken while the thread that takes tasks is stuck.
        let is_stuck = self.has_no_replacement && self.current_task().is_some();
        !is_stuck && (!self.tasks.is_empty() || self.waiting.iter().any(|it| is_work(&**it)))
    }

    fn next_deadline(&self) -> Option<Instant> {
        let times = self.waiting.iter().filter_map(|it| match it.when() {
            When::At(time) | When::AskedAgain(time) => Some(time),
            _ => None,
        });
        times.min()
    }
}

/// Starts a thread that ends plugins.
fn spawn(body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let thread = thread::Builder::new().name("hotswap-reaper".to_owned());
    thread.spawn(body).map(drop)
}
