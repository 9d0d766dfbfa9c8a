//! The thread on which plugins end.
//!
//! The reaper knows nothing of plugins: each [`Ending`] knows its own steps, and when they are due. Generations,
//! instances and libraries are handed over when their last user drops them. So they end neither on a plugin's stack nor
//! inside a caller's call, and in the order in which they were handed over.
//!
//! A plugin's last hook may never return. Then its thread is left to it, and another thread continues with the rest of
//! the queue. The stuck plugin keeps its library and the plugins that it needs.
//!
//! - `ending`: the trait of the values that are handed over
//! - `queue`: the queue, and the thread that empties it
//! - `watchdog`: notices that something takes too long

mod ending;
mod queue;
mod watchdog;

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use hotswap::is_called_by_plugin;

use crate::failpoints::Failpoints;
use crate::guest::implicit_safe_point;
use crate::inspect::mark;
use queue::Queue;

pub(crate) use ending::{Ending, Wake, When};
pub(crate) use watchdog::Alarm;

/// How long a task may take before another thread continues with the others.
pub(crate) const STUCK_AFTER: Duration = Duration::from_millis(250);

/// The longest that a thread waits for the end of plugins before it looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A handle on the thread that ends plugins. The thread ends after the last handle.
#[derive(Clone, Debug)]
pub(crate) struct Reaper {
    inner: Arc<Inner>,
}

/// Looks for hooks and versions that take too long.
pub(crate) trait Look: Send + 'static {
    /// Looks at the time `now`, and returns when to look again. `reaper` is `None` once no handle is left. `may_hold`
    /// allows it to hold versions that serve meanwhile.
    fn look(&mut self, reaper: Option<&Reaper>, now: Instant, may_hold: bool) -> Option<Instant>;
}

/// Closes the queue when it is dropped.
#[derive(Debug)]
struct Inner {
    queue: Arc<Queue>,
    /// The process that the thread is in. A forked child has a copy of the memory without the thread, in which a lock
    /// that the thread held stays locked for ever.
    process: u32,
}

impl Reaper {
    /// Starts the thread, and the watchdog, which calls `overdue` and is woken by `alarm`.
    ///
    /// # Errors
    ///
    /// The system's error if it cannot start a thread.
    pub(crate) fn start(
        failpoints: Failpoints,
        alarm: &Alarm,
        mut overdue: impl Look,
    ) -> std::io::Result<Self> {
        mark::leave();
        let queue = Arc::new(Queue::new(failpoints, alarm.clone()));
        queue.start()?;
        let watched = Arc::clone(&queue);
        // From here on the drop of the last handle ends the thread.
        let inner = Arc::new(Inner {
            queue,
            process: std::process::id(),
        });
        let weak = Arc::downgrade(&inner);
        alarm.watch(STUCK_AFTER, move |now| {
            let reaper = Weak::upgrade(&weak).map(|inner| Self { inner });
            let replace = watched.replace_if_stuck(now, STUCK_AFTER);
            let look =
                watched.while_looking(|may_hold| overdue.look(reaper.as_ref(), now, may_hold));
            [replace, look].into_iter().flatten().min()
        })?;
        Ok(Self { inner })
    }

    /// Whether the thread is in this process. It is not in a forked child, where nothing is freed.
    pub(crate) fn is_here(&self) -> bool {
        self.inner.is_here()
    }

    /// Ends a value that is no longer used.
    pub(crate) fn end(&self, ending: Box<dyn Ending>) {
        match self.is_here() {
            true => self.inner.queue.end(ending),
            false => std::mem::forget(ending),
        }
    }

    /// Takes an ending that waits, and for which `is_it` is true, out of the queue.
    pub(crate) fn recall(&self, is_it: impl Fn(&dyn Ending) -> bool) -> Option<Box<dyn Ending>> {
        self.inner.queue.recall(is_it)
    }

    /// The results of `look` for the endings that wait.
    pub(crate) fn waiting<T>(&self, look: impl Fn(&dyn Ending) -> Option<T>) -> Vec<T> {
        self.inner.queue.waiting(look)
    }

    /// Waits until everything unused has ended, regardless of free delays, and passes safe points meanwhile.
    ///
    /// It does not wait for calls under way or other threads, since this may be one of them, nor for a step that takes
    /// longer than `patience`. Inside a call of a plugin it does not wait at all: `on_free` of that plugin may wait for
    /// this very thread. Returns whether it waited.
    pub(crate) fn finish(&self, patience: Duration) -> bool {
        self.hurry();
        if !self.may_wait() {
            return false;
        }
        let queue = &self.inner.queue;
        let _waiting = queue.begin_to_wait();
        loop {
            implicit_safe_point();
            queue.wait_until_done(patience);
            implicit_safe_point();
            if !queue.has_work(patience) {
                return true;
            }
        }
    }

    /// Delays count as passed from now on.
    pub(crate) fn hurry(&self) {
        self.inner.queue.hurry();
    }

    /// Whether this thread may wait for plugins to end: it runs none of their code.
    pub(crate) fn may_wait(&self) -> bool {
        !self.inner.queue.is_own_thread() && !is_called_by_plugin()
    }

    /// Whether something unused is ending or waits to end, apart from steps that take longer than `patience`.
    pub(crate) fn has_work(&self, patience: Duration) -> bool {
        self.inner.queue.has_work(patience)
    }

    /// Waits until something has ended, for a moment at most, and not past `deadline`.
    pub(crate) fn wait_for_news(&self, deadline: Instant) {
        let time = deadline.min(Instant::now() + LOOK_AGAIN);
        self.inner.queue.wait_for_news(time);
    }
}

impl Inner {
    fn is_here(&self) -> bool {
        std::process::id() == self.process
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.is_here() {
            self.queue.close();
        }
    }
}
