//! The hooks of one version that run now.
//!
//! The caller of a hook notes it; `stats` and the watchdog read the notes.

use std::sync::Arc;
use std::thread::{self, Thread};
use std::time::Instant;

use parking_lot::Mutex;

use crate::reaper::Alarm;

/// A hook that runs.
#[derive(Clone, Debug)]
pub(crate) struct RunningHook {
    pub(crate) name: &'static str,
    /// The thread that it runs on.
    pub(crate) thread: Thread,
    pub(crate) since: Instant,
}

/// The hooks of one version that run now.
#[derive(Debug, Default)]
pub(crate) struct Hooks {
    running: Mutex<Vec<RunningHook>>,
    alarm: Alarm,
}

/// Notes a running hook until it is dropped.
#[must_use = "dropped at once, it says that the hook has returned"]
pub(crate) struct InHook {
    hooks: Arc<Hooks>,
    name: &'static str,
    thread: Thread,
}

impl Hooks {
    /// `alarm` is set when a hook begins.
    pub(crate) fn new(alarm: Alarm) -> Self {
        Self {
            running: Mutex::default(),
            alarm,
        }
    }

    /// The hooks that run, the oldest first.
    pub(crate) fn running(&self) -> Vec<RunningHook> {
        self.running.lock().clone()
    }
}

impl InHook {
    /// Notes that the hook called `name` begins on this thread.
    pub(crate) fn enter(hooks: &Arc<Hooks>, name: &'static str) -> Self {
        let thread = thread::current();
        hooks.running.lock().push(RunningHook {
            name,
            thread: thread.clone(),
            since: Instant::now(),
        });
        hooks.alarm.set();
        Self {
            hooks: Arc::clone(hooks),
            name,
            thread,
        }
    }
}

impl Drop for InHook {
    fn drop(&mut self) {
        let is_this = |it: &RunningHook| it.name == self.name && it.thread.id() == self.thread.id();
        let mut running = self.hooks.running.lock();
        // If hooks of the same name are nested, the inner one is the younger and ends first.
        if let Some(place) = running.iter().rposition(is_this) {
            running.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_named_from_its_begin_to_its_end() {
        let hooks = Arc::new(Hooks::default());
        let names = || -> Vec<_> { hooks.running().iter().map(|it| it.name).collect() };
        let outer = InHook::enter(&hooks, "on_free");
        let inner = InHook::enter(&hooks, "drop");
        assert_eq!(names(), ["on_free", "drop"]);
        drop(outer);
        assert_eq!(names(), ["drop"]);
        drop(inner);
        assert!(names().is_empty());
    }
}
