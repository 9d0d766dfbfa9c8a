//! The thread on which plugins end.
//!
//! A generation that was replaced is kept for the free delay, then let go. An instance that nobody uses any
//! more is freed here, wherever its last user was: never on a plugin's stack, never inside a caller's call.
//! The order in which instances are let go is the order in which they are freed. Its library is closed here,
//! when nothing of it is left on any thread.
//!
//! A generation that late calls are still in is asked for again every few milliseconds: those who leave it do
//! not say so, which is what makes their calls cheap.
//!
//! - `desk`: what is to be done, and the thread that does it
//! - `closing`: the end of a library
//! - `goodbye`: the last hook of plugins that only others' imports hold

mod closing;
mod desk;
mod goodbye;

use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::Instant;

use hotswap::call::is_called_by_plugin;

use crate::census::Census;
use crate::guest::{Holder, safe_point};
use crate::instance::Instance;
use crate::library::Library;
use crate::life::Life;
use crate::manager::PluginManager;
use crate::published::Retired;
use crate::reload::Trip;
use desk::Desk;

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

/// What nobody uses any more.
#[derive(Debug)]
pub(crate) enum Buried {
    Instance(Box<Instance>),
    Library(Box<Library>),
}

/// A generation that was replaced and not let go yet, as `stats` tells of it.
pub(crate) struct Waiting {
    pub(crate) generation: u64,
    pub(crate) until: Instant,
    /// A late call was in it when it was last looked at.
    pub(crate) in_use: bool,
}

impl Reaper {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// What the system says if it has no thread to give.
    pub(crate) fn start(census: Arc<Census>, trip: Trip) -> std::io::Result<Self> {
        let desk = Arc::new(Desk::new(census, trip));
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

    /// Keeps a replaced generation until `until`.
    pub(crate) fn retire(&self, manager: Retired<PluginManager>, until: Instant) {
        self.line.desk.retire(manager, until);
    }

    /// Gives a generation back that was replaced, if it was not let go yet.
    pub(crate) fn recall(&self, generation: u64) -> Option<Recalled<'_>> {
        let waiting = self.line.desk.recall(generation)?;
        Some(Recalled {
            reaper: self,
            waiting: Some(waiting),
        })
    }

    /// Ends what nobody uses any more.
    pub(crate) fn bury(&self, body: Buried) {
        match self.is_here() {
            true => self.line.desk.bury(body),
            false => std::mem::forget(body),
        }
    }

    /// Waits until everything that nobody uses is freed, whatever the free delay, and passes safe points
    /// meanwhile. Calls under way and other threads are not waited for: this may be one of them. Inside a call of a
    /// plugin nothing is: its `on_free` may wait for this very thread.
    pub(crate) fn finish(&self) {
        let desk = &self.line.desk;
        desk.hurry();
        if thread::current().id() == self.thread || is_called_by_plugin() {
            return;
        }
        loop {
            safe_point();
            desk.wait_until_done();
            safe_point();
            if !desk.has_work() && !desk.say_goodbye() {
                return;
            }
        }
    }

    /// The generations that were replaced and are kept.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.line.desk.waiting()
    }

    /// The threads that hold a library which nobody uses any more.
    pub(crate) fn threads(&self, life: &Arc<Life>) -> Vec<Holder> {
        self.line.desk.threads(life)
    }
}

/// A generation that was given back. Dropped, it waits for its end as before.
pub(crate) struct Recalled<'a> {
    reaper: &'a Reaper,
    /// `None` once it is taken.
    waiting: Option<(Retired<PluginManager>, Instant)>,
}

impl Recalled<'_> {
    pub(crate) fn manager(&self) -> &Arc<PluginManager> {
        let (manager, _) = self.waiting.as_ref().expect("taking it consumes this");
        manager
    }

    pub(crate) fn take(mut self) -> Retired<PluginManager> {
        let (manager, _) = self.waiting.take().expect("taking it consumes this");
        manager
    }
}

impl Drop for Recalled<'_> {
    fn drop(&mut self) {
        if let Some((manager, until)) = self.waiting.take() {
            self.reaper.retire(manager, until);
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

impl From<Box<Instance>> for Buried {
    fn from(instance: Box<Instance>) -> Self {
        Self::Instance(instance)
    }
}

impl From<Box<Library>> for Buried {
    fn from(library: Box<Library>) -> Self {
        Self::Library(library)
    }
}
