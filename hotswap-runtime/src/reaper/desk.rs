//! What is to be done, and the thread that does it.
//!
//! Waking a thread costs more than all the rest of a swap, so it is woken only for what it would otherwise
//! be late for.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hotswap::call::contain;
use parking_lot::{Condvar, Mutex};

use super::ending::{Ending, Wake, When};
use crate::step::Trip;

/// How long a test's fault holds a step up.
const AFTER_A_FAULT: Duration = Duration::from_millis(2);

/// What the thread and those who call it share.
#[derive(Debug)]
pub(super) struct Desk {
    trip: Trip,
    orders: Mutex<Orders>,
    /// For the thread: there is something to do, or to wait less long for.
    ring: Condvar,
    /// For those who wait for the thread: everything is done.
    done: Condvar,
}

#[derive(Debug, Default)]
struct Orders {
    /// What can be done now.
    tasks: VecDeque<Box<dyn Ending>>,
    /// What waits: for a time, for threads, for the swapper's end.
    waiting: Vec<Box<dyn Ending>>,
    /// When the thread wakes by itself; `None` if it does not.
    wakes_at: Option<Instant>,
    /// Nobody waits for any free delay any more.
    hurry: bool,
    /// The thread is letting go of something, and does not hold the lock.
    busy: bool,
    /// Nobody can give orders any more.
    closed: bool,
}

impl Desk {
    pub(super) fn new(trip: Trip) -> Self {
        Self {
            trip,
            orders: Mutex::default(),
            ring: Condvar::new(),
            done: Condvar::new(),
        }
    }

    pub(super) fn end(&self, ending: Box<dyn Ending>) {
        if self.orders.lock().add(ending) {
            self.ring.notify_one();
        }
    }

    /// Gives back what waits and is meant by `is_it`.
    pub(super) fn recall(&self, is_it: impl Fn(&dyn Ending) -> bool) -> Option<Box<dyn Ending>> {
        let waiting = &mut self.orders.lock().waiting;
        let number = waiting.iter().position(|it| is_it(&**it))?;
        Some(waiting.remove(number))
    }

    /// What `look` says of what waits.
    pub(super) fn waiting<T>(&self, look: impl Fn(&dyn Ending) -> Option<T>) -> Vec<T> {
        let orders = self.orders.lock();
        orders.waiting.iter().filter_map(|it| look(&**it)).collect()
    }

    pub(super) fn hurry(&self) {
        let mut orders = self.orders.lock();
        orders.hurry = true;
        orders.waiting.iter_mut().for_each(|it| it.hurry());
        self.ring.notify_one();
    }

    pub(super) fn wait_until_done(&self) {
        let mut orders = self.orders.lock();
        while orders.has_work() {
            self.done.wait(&mut orders);
        }
    }

    pub(super) fn has_work(&self) -> bool {
        self.orders.lock().has_work()
    }

    pub(super) fn close(&self) {
        self.orders.lock().closed = true;
        self.ring.notify_one();
    }

    /// Does what there is to do until nothing can come any more.
    pub(super) fn run(self: &Arc<Self>) {
        let desk = Arc::clone(self);
        let wake: Wake = Arc::new(move || desk.ring_up());
        while let Some(task) = self.next_task() {
            if contain(|| self.trip.pull(task.step())).is_err() {
                self.put_back(task);
                continue;
            }
            // All of it ends in hooks of plugins, so the lock is not held. Panics of the hooks are contained;
            // a panic of the host's log must not end this thread either, for others wait for it.
            let done = contain(|| {
                if let Some(more) = task.advance(&wake) {
                    self.orders.lock().add(more);
                }
                Ok(())
            });
            drop(done);
        }
    }

    /// Has the thread look at what waits.
    fn ring_up(&self) {
        // Whoever looked just before this sleeps now: the lock is given up in sleep only.
        drop(self.orders.lock());
        self.ring.notify_one();
    }

    /// A test has this step fail: it is done once the test lets it.
    fn put_back(&self, task: Box<dyn Ending>) {
        thread::sleep(AFTER_A_FAULT);
        self.orders.lock().tasks.push_front(task);
    }

    /// Waits for something to do; `None` when nothing can come any more.
    fn next_task(&self) -> Option<Box<dyn Ending>> {
        let mut orders = self.orders.lock();
        orders.busy = false;
        loop {
            if let Some(task) = orders.take(Instant::now()) {
                orders.busy = true;
                return Some(task);
            }
            self.done.notify_all();
            if orders.closed && orders.waiting.is_empty() {
                return None;
            }
            orders.wakes_at = orders.next_deadline();
            match orders.wakes_at {
                Some(deadline) => {
                    self.ring.wait_until(&mut orders, deadline);
                }
                None => self.ring.wait(&mut orders),
            }
        }
    }
}

impl Orders {
    /// Whether the thread is late for it unless it is woken.
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

    /// What is to be done now: older generations before newer ones.
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

    /// Whether something can be freed, or is being freed.
    fn has_work(&self) -> bool {
        let is_work = |it: &dyn Ending| match it.when() {
            When::Now | When::At(_) => true,
            When::Last => self.hurry,
            When::AskedAgain(_) | When::Woken => false,
        };
        self.busy || !self.tasks.is_empty() || self.waiting.iter().any(|it| is_work(&**it))
    }

    fn next_deadline(&self) -> Option<Instant> {
        let times = self.waiting.iter().filter_map(|it| match it.when() {
            When::At(time) | When::AskedAgain(time) => Some(time),
            _ => None,
        });
        times.min()
    }
}
