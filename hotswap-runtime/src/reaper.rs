//! The thread on which plugins end.
//!
//! A generation that was replaced is kept for the free delay, then let go. An instance that nobody uses any
//! more is freed here, wherever its last user was: never on a plugin's stack, never inside a caller's call.
//! The order in which instances are let go is the order in which they are freed.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, ThreadId};
use std::time::Instant;

use crate::instance::Instance;
use crate::manager::PluginManager;

/// A line to the reaper's thread, which ends with the last of them.
#[derive(Clone, Debug)]
pub(crate) struct Reaper {
    orders: Sender<Order>,
    thread: ThreadId,
}

enum Order {
    /// Let go of a generation once the time has come.
    Retire(Arc<PluginManager>, Instant),
    /// Free an instance.
    Bury(Box<Instance>),
    /// Let go of all retired generations now, free what nobody uses, and answer.
    Finish(Sender<()>),
}

impl Reaper {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// What the system says if it has no thread to give.
    pub(crate) fn start() -> std::io::Result<Self> {
        let (orders, inbox) = channel();
        let thread = thread::Builder::new()
            .name("hotswap-reaper".to_owned())
            .spawn(move || run(&inbox))?;
        Ok(Self {
            orders,
            thread: thread.thread().id(),
        })
    }

    /// Keeps a replaced generation until `until`.
    pub(crate) fn retire(&self, manager: Arc<PluginManager>, until: Instant) {
        self.send(Order::Retire(manager, until));
    }

    /// Frees an instance that nobody uses any more.
    pub(crate) fn bury(&self, instance: Instance) {
        self.send(Order::Bury(Box::new(instance)));
    }

    /// Waits until everything that nobody uses is freed, whatever the free delay.
    pub(crate) fn finish(&self) {
        if thread::current().id() == self.thread {
            return;
        }
        let (done, answer) = channel();
        self.send(Order::Finish(done));
        // The sender is dropped without an answer only if the thread is gone; then nothing is left to do.
        let _ = answer.recv();
    }

    fn send(&self, order: Order) {
        // Without the thread (it panicked, which it must not) the order is carried out by its own drop.
        let _ = self.orders.send(order);
    }
}

fn run(inbox: &Receiver<Order>) {
    let mut retired: Vec<(Arc<PluginManager>, Instant)> = Vec::new();
    loop {
        let now = Instant::now();
        // Older generations go first. What a generation's drop buries arrives in the inbox.
        retired.retain(|(_, until)| *until > now);
        let next = retired.iter().map(|(_, until)| *until).min();
        let order = match next {
            Some(until) => inbox.recv_timeout(until.saturating_duration_since(now)),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match order {
            Ok(order) => obey(order, &mut retired, inbox),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn obey(
    order: Order,
    retired: &mut Vec<(Arc<PluginManager>, Instant)>,
    inbox: &Receiver<Order>,
) {
    match order {
        Order::Retire(manager, until) => retired.push((manager, until)),
        Order::Bury(instance) => drop(instance),
        Order::Finish(done) => {
            retired.clear();
            while let Ok(order) = inbox.try_recv() {
                obey(order, retired, inbox);
            }
            let _ = done.send(());
        }
    }
}
