//! The thread on which plugins end.
//!
//! A generation that was replaced is kept for the free delay, then let go. An instance that nobody uses any
//! more is freed here, wherever its last user was: never on a plugin's stack, never inside a caller's call.
//! The order in which instances are let go is the order in which they are freed.
//!
//! A generation that late calls are still in is asked for again every few milliseconds: those who leave it do
//! not say so, which is what makes their calls cheap.
//!
//! Waking a thread costs more than all the rest of a swap, so it is woken only for what it would otherwise
//! be late for.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use hotswap::call::contain;
use parking_lot::{Condvar, Mutex};

use crate::instance::Instance;
use crate::manager::PluginManager;
use crate::published::Retired;

/// How long it takes at most to notice that the last late call has left a generation.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// A line to the reaper's thread, which ends with the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Reaper {
    line: Arc<Line>,
    thread: ThreadId,
}

/// Hangs up when it is dropped.
#[derive(Debug)]
struct Line(Arc<Desk>);

/// What the thread and those who call it share.
#[derive(Debug, Default)]
struct Desk {
    orders: Mutex<Orders>,
    /// For the thread: there is something to do, or to wait less long for.
    ring: Condvar,
    /// For those who wait for the thread: everything is done.
    done: Condvar,
}

#[derive(Debug, Default)]
struct Orders {
    /// Generations to be let go.
    retired: Vec<Retiree>,
    /// Instances to be freed.
    buried: VecDeque<Box<Instance>>,
    /// When the thread wakes by itself; `None` if it does not.
    wakes_at: Option<Instant>,
    /// Nobody waits for any free delay any more.
    hurry: bool,
    /// The thread is letting go of something, and does not hold the lock.
    busy: bool,
    /// Nobody can give orders any more.
    closed: bool,
}

/// A generation to be let go.
#[derive(Debug)]
struct Retiree {
    manager: Retired<PluginManager>,
    until: Instant,
    /// A late call was in it when it was last looked at.
    in_use: bool,
}

impl Reaper {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// What the system says if it has no thread to give.
    pub(crate) fn start() -> std::io::Result<Self> {
        let desk = Arc::new(Desk::default());
        let own = Arc::clone(&desk);
        let thread = thread::Builder::new()
            .name("hotswap-reaper".to_owned())
            .spawn(move || own.run())?;
        Ok(Self {
            line: Arc::new(Line(desk)),
            thread: thread.thread().id(),
        })
    }

    /// Keeps a replaced generation until `until`.
    pub(crate) fn retire(&self, manager: Retired<PluginManager>, until: Instant) {
        let desk = &self.line.0;
        let mut orders = desk.orders.lock();
        orders.retired.push(Retiree {
            manager,
            until,
            in_use: false,
        });
        if orders.wakes_at.is_none_or(|wakes_at| until < wakes_at) {
            desk.ring.notify_one();
        }
    }

    /// Frees an instance that nobody uses any more.
    pub(crate) fn bury(&self, instance: Box<Instance>) {
        let desk = &self.line.0;
        desk.orders.lock().buried.push_back(instance);
        desk.ring.notify_one();
    }

    /// Waits until everything that nobody uses is freed, whatever the free delay. Calls under way are not
    /// waited for: this may be one of them.
    pub(crate) fn finish(&self) {
        if thread::current().id() == self.thread {
            return;
        }
        let desk = &self.line.0;
        let mut orders = desk.orders.lock();
        orders.hurry = true;
        for retiree in &mut orders.retired {
            retiree.in_use = false;
        }
        desk.ring.notify_one();
        while orders.has_work() {
            desk.done.wait(&mut orders);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.orders.lock().closed = true;
        self.0.ring.notify_one();
    }
}

/// What the thread does next.
enum Task {
    LetGo(Retired<PluginManager>),
    Free(Box<Instance>),
}

impl Desk {
    fn run(&self) {
        while let Some(task) = self.next_task() {
            // Both end in hooks of plugins, so the lock is not held. Panics of the hooks are contained; a
            // panic of the host's log must not end this thread either, for others wait for it.
            let done = contain(|| {
                match task {
                    Task::LetGo(manager) => self.let_go(manager),
                    Task::Free(instance) => drop(instance),
                }
                Ok(())
            });
            drop(done);
        }
    }

    fn let_go(&self, manager: Retired<PluginManager>) {
        if let Err(manager) = manager.let_go() {
            self.orders.lock().retired.push(Retiree {
                manager,
                until: Instant::now() + ASK_AGAIN,
                in_use: true,
            });
        }
    }

    /// Waits for something to do; `None` when nothing can come any more.
    fn next_task(&self) -> Option<Task> {
        let mut orders = self.orders.lock();
        orders.busy = false;
        loop {
            if let Some(task) = orders.take(Instant::now()) {
                orders.busy = true;
                return Some(task);
            }
            self.done.notify_all();
            if orders.closed && orders.retired.is_empty() {
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
    /// What is to be done now: instances before generations, older generations before newer ones.
    fn take(&mut self, now: Instant) -> Option<Task> {
        if let Some(instance) = self.buried.pop_front() {
            return Some(Task::Free(instance));
        }
        let is_due = |it: &Retiree| it.until <= now || self.hurry && !it.in_use;
        let due = self.retired.iter().position(is_due)?;
        Some(Task::LetGo(self.retired.remove(due).manager))
    }

    /// Whether something can be freed, or is being freed.
    fn has_work(&self) -> bool {
        self.busy || !self.buried.is_empty() || self.retired.iter().any(|it| !it.in_use)
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.retired.iter().map(|it| it.until).min()
    }
}
