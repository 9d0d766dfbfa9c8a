//! The thread on which plugins end.
//!
//! It knows nothing of plugins: what ends says by itself in which steps, and when ([`Ending`]). So generations,
//! instances and libraries hand themselves over, wherever their last user was: never on a plugin's stack, never
//! inside a caller's call. The order in which they are handed over is the order in which they end.
//!
//! - `ending`: what the thread is given
//! - `desk`: what is to be done, and the thread that does it

mod desk;
mod ending;

use std::sync::Arc;
use std::thread::{self, ThreadId};

use hotswap::call::is_called_by_plugin;

use crate::guest::safe_point;
use crate::inspect::mark;
use crate::step::Trip;
use desk::Desk;

pub(crate) use ending::{Ending, Wake, When};

/// A line to the reaper's thread, which ends with the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Reaper {
    line: Arc<Line>,
    thread: ThreadId,
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
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// What the system says if it has no thread to give.
    pub(crate) fn start(trip: Trip) -> std::io::Result<Self> {
        mark::leave();
        let desk = Arc::new(Desk::new(trip));
        let own = Arc::clone(&desk);
        let thread = thread::Builder::new()
            .name("hotswap-reaper".to_owned())
            .spawn(move || own.run())?;
        Ok(Self {
            line: Arc::new(Line {
                desk,
                process: std::process::id(),
            }),
            thread: thread.thread().id(),
        })
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
    /// meanwhile. Calls under way and other threads are not waited for: this may be one of them. Inside a call of a
    /// plugin nothing is: its `on_free` may wait for this very thread. Whether it was waited for.
    pub(crate) fn finish(&self) -> bool {
        let desk = &self.line.desk;
        desk.hurry();
        if thread::current().id() == self.thread || is_called_by_plugin() {
            return false;
        }
        loop {
            safe_point();
            desk.wait_until_done();
            safe_point();
            if !desk.has_work() {
                return true;
            }
        }
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
