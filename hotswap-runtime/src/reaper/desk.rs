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

use super::closing::{Closing, Wake};
use super::{Buried, Waiting, goodbye};
use crate::census::Census;
use crate::guest::Holder;
use crate::instance::Instance;
use crate::life::Life;
use crate::log::log;
use crate::manager::PluginManager;
use crate::mode::Mode;
use crate::plugin::Shared;
use crate::published::Retired;
use crate::reload::{Step, Trip};

/// How long it takes at most to notice that the last late call has left a generation.
const ASK_AGAIN: Duration = Duration::from_millis(2);

/// What the thread and those who call it share.
#[derive(Debug)]
pub(super) struct Desk {
    census: Arc<Census>,
    trip: Trip,
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
    /// What can be done now.
    tasks: VecDeque<Task>,
    /// Instances that stay until the swapper goes.
    residents: Vec<Task>,
    /// Libraries that wait for threads.
    closing: Vec<Closing>,
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

/// What the thread does next.
#[derive(Debug)]
enum Task {
    LetGo(Retired<PluginManager>),
    Free(Box<Instance>),
    Close(Box<Closing>),
    SayGoodbye(Arc<Shared>),
}

impl Task {
    fn step(&self) -> Step {
        match self {
            Self::LetGo(_) => Step::LetGo,
            Self::Free(_) | Self::SayGoodbye(_) => Step::Free,
            Self::Close(closing) => closing.step(),
        }
    }
}

impl Desk {
    pub(super) fn new(census: Arc<Census>, trip: Trip) -> Self {
        Self {
            census,
            trip,
            orders: Mutex::default(),
            ring: Condvar::new(),
            done: Condvar::new(),
        }
    }

    pub(super) fn retire(&self, manager: Retired<PluginManager>, until: Instant) {
        let mut orders = self.orders.lock();
        orders.retired.push(Retiree {
            manager,
            until,
            in_use: false,
        });
        if orders.wakes_at.is_none_or(|wakes_at| until < wakes_at) {
            self.ring.notify_one();
        }
    }

    /// A generation that was not let go yet, and how long it was to be kept.
    pub(super) fn recall(&self, generation: u64) -> Option<(Retired<PluginManager>, Instant)> {
        let retired = &mut self.orders.lock().retired;
        let number = retired
            .iter()
            .position(|it| it.manager.generation() == generation)?;
        let Retiree { manager, until, .. } = retired.remove(number);
        Some((manager, until))
    }

    pub(super) fn bury(&self, body: Buried) {
        let mut orders = self.orders.lock();
        match body {
            Buried::Instance(instance) if orders.must_stay(&instance) => {
                orders.residents.push(Task::Free(instance));
            }
            Buried::Instance(instance) => orders.tasks.push_back(Task::Free(instance)),
            Buried::Library(library) => {
                orders
                    .tasks
                    .push_back(Task::Close(Box::new(Closing::new(*library))));
            }
        }
        self.ring.notify_one();
    }

    pub(super) fn hurry(&self) {
        let mut orders = self.orders.lock();
        orders.hurry = true;
        for retiree in &mut orders.retired {
            retiree.in_use = false;
        }
        let residents = std::mem::take(&mut orders.residents);
        orders.tasks.extend(residents);
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

    /// Runs `on_free` of plugins that only others' imports hold. Whether there are any.
    pub(super) fn say_goodbye(&self) -> bool {
        let due = goodbye::due(&self.census.lives());
        let is_any = !due.is_empty();
        let tasks = due.into_iter().map(Task::SayGoodbye);
        self.orders.lock().tasks.extend(tasks);
        self.ring.notify_one();
        is_any
    }

    pub(super) fn close(&self) {
        self.orders.lock().closed = true;
        self.ring.notify_one();
    }

    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let orders = self.orders.lock();
        let waiting = orders.retired.iter().map(|it| Waiting {
            generation: it.manager.generation(),
            until: it.until,
            in_use: it.in_use,
        });
        waiting.collect()
    }

    pub(super) fn threads(&self, life: &Arc<Life>) -> Vec<Holder> {
        let orders = self.orders.lock();
        let mut closing = orders.closing.iter();
        let closing = closing.find(|it| Arc::ptr_eq(it.life(), life));
        closing.map(|it| it.threads()).unwrap_or_default()
    }

    /// Does what there is to do until nothing can come any more.
    pub(super) fn run(self: &Arc<Self>) {
        while let Some(task) = self.next_task() {
            if contain(|| self.trip.pull(task.step())).is_err() {
                self.put_back(task);
                continue;
            }
            // All of it ends in hooks of plugins, so the lock is not held. Panics of the hooks are contained;
            // a panic of the host's log must not end this thread either, for others wait for it.
            let done = contain(|| {
                match task {
                    Task::LetGo(manager) => self.let_go(manager),
                    Task::Free(instance) => self.free(*instance),
                    Task::Close(closing) => self.go_on(*closing),
                    Task::SayGoodbye(shared) => shared.instance().free(),
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

    fn free(&self, instance: Instance) {
        let life = Arc::clone(instance.life());
        drop(instance);
        self.census.freed(&life);
        let (plugin, generation) = (life.plugin(), life.generation());
        log(|| tracing::debug!(plugin, generation, "freed"));
    }

    /// One stage further with a library, which then waits for threads, or is through.
    fn go_on(self: &Arc<Self>, closing: Closing) {
        let desk = Arc::clone(self);
        let wake: Wake = Arc::new(move || desk.ring_up());
        if let Some(closing) = closing.advance(&wake, &self.census) {
            self.orders.lock().closing.push(closing);
        }
    }

    /// Has the thread look at what waits.
    fn ring_up(&self) {
        // Whoever looked just before this sleeps now: the lock is given up in sleep only.
        drop(self.orders.lock());
        self.ring.notify_one();
    }

    /// A test has this step fail: it is done once the test lets it.
    fn put_back(&self, task: Task) {
        thread::sleep(ASK_AGAIN);
        self.orders.lock().tasks.push_front(task);
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
            if orders.closed && orders.retired.is_empty() && orders.closing.is_empty() {
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
    /// One that was undone before it ever served is no resident.
    fn must_stay(&self, instance: &Instance) -> bool {
        !self.hurry && !instance.is_freed() && instance.life().mode() == Mode::Resident
    }

    /// What is to be done now: older generations before newer ones.
    fn take(&mut self, now: Instant) -> Option<Task> {
        if let Some(task) = self.tasks.pop_front() {
            return Some(task);
        }
        if let Some(clear) = self.closing.iter().position(|it| it.is_clear()) {
            return Some(Task::Close(Box::new(self.closing.remove(clear))));
        }
        let is_due = |it: &Retiree| it.until <= now || self.hurry && !it.in_use;
        let due = self.retired.iter().position(is_due)?;
        Some(Task::LetGo(self.retired.remove(due).manager))
    }

    /// Whether something can be freed, or is being freed.
    fn has_work(&self) -> bool {
        self.busy
            || !self.tasks.is_empty()
            || self.closing.iter().any(|it| it.is_clear())
            || self.retired.iter().any(|it| !it.in_use)
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.retired.iter().map(|it| it.until).min()
    }
}
