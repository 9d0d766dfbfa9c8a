//! The thread on which plugins end.
//!
//! It knows nothing of plugins: what ends says by itself in which steps, and when ([`Ending`]). So generations,
//! instances and libraries hand themselves over, wherever their last user was: never on a plugin's stack, never
//! inside a caller's call. The order in which they are handed over is the order in which they end.
//!
//! What a plugin does as it ends may never return. Its thread is given up to it then, and another one goes on with what
//! others have handed over. What the stuck plugin has, it keeps: its library, and the plugins that it needs.
//!
//! - `ending`: what the thread is given
//! - `desk`: what is to be done, and the thread that does it
//! - `watchdog`: who notices that something takes too long

mod desk;
mod ending;
mod watchdog;

use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use hotswap::is_called_by_plugin;

use crate::guest::implicit_safe_point;
use crate::inspect::mark;
use crate::step::Trip;
use desk::Desk;

pub(crate) use ending::{Ending, Wake, When};
pub(crate) use watchdog::Alarm;

/// How long a task may take before another thread goes on with the others.
pub(crate) const RELIEF: Duration = Duration::from_millis(250);

/// How often somebody who waits for the end of plugins looks at least.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A line to the reaper's thread, which ends with the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Reaper {
    line: Arc<Line>,
}

/// Looks for what takes too long, `now`; when it is to look again. There is no line any more when nothing uses one.
pub(crate) trait Look: Send + 'static {
    /// Looks. `may_hold` allows it to hold what serves meanwhile.
    fn look(&mut self, reaper: Option<&Reaper>, now: Instant, may_hold: bool) -> Option<Instant>;
}

/// Hangs up when it is dropped.
#[derive(Debug)]
struct Line {
    desk: Arc<Desk>,
    /// The process that the thread is in. A child that is forked has the memory, and not the thread; a lock that the
    /// thread held then is held for ever.
    process: u32,
}

impl Reaper {
    /// Starts the thread, and the one that watches it and has the `overdue` looked for, of which `alarm` is the alarm.
    ///
    /// # Errors
    ///
    /// What the system says if it has no thread to give.
    pub(crate) fn start(
        trip: Trip,
        alarm: &Alarm,
        mut overdue: impl Look,
    ) -> std::io::Result<Self> {
        mark::leave();
        let desk = Arc::new(Desk::new(trip, alarm.clone()));
        desk.start()?;
        let watched = Arc::clone(&desk);
        // From here on the end of the line ends the thread.
        let line = Arc::new(Line {
            desk,
            process: std::process::id(),
        });
        let weak = Arc::downgrade(&line);
        alarm.watch(RELIEF, move |now| {
            let reaper = Weak::upgrade(&weak).map(|line| Self { line });
            let relieve = watched.relieve(now, RELIEF);
            let look =
                watched.while_looking(|may_hold| overdue.look(reaper.as_ref(), now, may_hold));
            [relieve, look].into_iter().flatten().min()
        })?;
        Ok(Self { line })
    }

    /// Whether there is such a thread: not in a forked child, in which nothing is freed.
    pub(crate) fn is_here(&self) -> bool {
        self.line.is_here()
    }

    /// Ends what nobody uses any more.
    pub(crate) fn end(&self, ending: Box<dyn Ending>) {
        match self.is_here() {
            true => self.line.desk.end(ending),
            false => std::mem::forget(ending),
        }
    }

    /// Gives back what waits for its end, and is meant by `is_it`.
    pub(crate) fn recall(&self, is_it: impl Fn(&dyn Ending) -> bool) -> Option<Box<dyn Ending>> {
        self.line.desk.recall(is_it)
    }

    /// What `look` says of what waits for its end.
    pub(crate) fn waiting<T>(&self, look: impl Fn(&dyn Ending) -> Option<T>) -> Vec<T> {
        self.line.desk.waiting(look)
    }

    /// Waits until everything that nobody uses has ended, whatever the free delay, and passes safe points
    /// meanwhile. Calls under way and other threads are not waited for: this may be one of them; nor is what takes longer
    /// than `patience`. Inside a call of a plugin nothing is: its `on_free` may wait for this very thread. Whether it was
    /// waited for.
    pub(crate) fn finish(&self, patience: Duration) -> bool {
        self.hurry();
        if !self.may_wait() {
            return false;
        }
        let desk = &self.line.desk;
        let _waiting = desk.begin_to_wait();
        loop {
            implicit_safe_point();
            desk.wait_until_done(patience);
            implicit_safe_point();
            if !desk.has_work(patience) {
                return true;
            }
        }
    }

    /// Nobody waits for any delay any more.
    pub(crate) fn hurry(&self) {
        self.line.desk.hurry();
    }

    /// Whether this thread may wait for plugins to end: it runs none of their code.
    pub(crate) fn may_wait(&self) -> bool {
        !self.line.desk.is_own_thread() && !is_called_by_plugin()
    }

    /// Whether something that nobody uses ends, or is to end, but for what takes longer than `patience`.
    pub(crate) fn has_work(&self, patience: Duration) -> bool {
        self.line.desk.has_work(patience)
    }

    /// Waits until something has ended, for a moment at most, and not past `deadline`.
    pub(crate) fn wait_for_news(&self, deadline: Instant) {
        let time = deadline.min(Instant::now() + LOOK_AGAIN);
        self.line.desk.wait_for_news(time);
    }
}

impl Line {
    fn is_here(&self) -> bool {
        std::process::id() == self.process
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.is_here() {
            self.desk.close();
        }
    }
}
