//! Threads of a plugin that end with it.
//!
//! Code that a thread runs cannot be taken out of memory. So a plugin's threads are told to stop when the
//! plugin is freed, and its library stays until they have.

use std::fmt;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::linked::{Linked, context};

/// A thread that [`spawn`] has started.
///
/// Dropping it lets the thread run on: it is told to stop, and waited for, when its plugin is freed.
pub struct Thread {
    stop: Stop,
    handle: JoinHandle<()>,
}

/// What a thread looks at to learn that it is to stop.
#[derive(Clone, Default)]
pub struct Stop(Arc<Signal>);

#[derive(Default)]
struct Signal {
    is_given: Mutex<bool>,
    given: Condvar,
}

/// The threads that [`spawn`] has started in this library, but for those of linked plugins.
static THREADS: Threads = Threads::new();

/// The threads of one plugin.
pub(crate) struct Threads(Mutex<Signals>);

struct Signals {
    /// The plugin was freed: who starts now is told to stop at once.
    is_stopped: bool,
    list: Vec<Stop>,
}

/// The threads of a plugin that is linked into a host which has it; otherwise those of this library.
pub(crate) fn of(plugin: Option<&'static Linked>) -> &'static Threads {
    plugin.and_then(Linked::threads).unwrap_or(&THREADS)
}

/// Starts a thread called `name`, which is told to stop when the plugin is freed: just before `on_free`, which may
/// so [`join`](Thread::join) it.
///
/// The plugin's library stays in memory until the thread has ended, so look at [`Stop`] often. A thread that
/// code of the plugin starts by other means holds the library too, but nobody tells it to stop.
///
/// # Errors
///
/// What the system says if it has no thread to give, or if `name` has a zero in it.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// let thread = hotswap::spawn("ticker", |stop| {
///     while !stop.wait(Duration::from_millis(10)) {
///         // once every ten milliseconds
///     }
/// })?;
/// thread.stop();
/// thread.join();
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn spawn(name: &str, body: impl FnOnce(&Stop) + Send + 'static) -> io::Result<Thread> {
    if name.contains('\0') {
        let text = "the name of a thread must not have a zero in it";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let stop = Stop::default();
    let plugin = context::current();
    let own = of(plugin).enroll(stop.clone());
    let handle = thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // It runs code of whoever has started it.
            let _entered = plugin.map(|_| context::enter(plugin));
            body(&own.stop);
        })?;
    Ok(Thread { stop, handle })
}

/// A thread's place on the list.
struct Enrolled {
    stop: Stop,
    threads: &'static Threads,
}

impl Threads {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Signals {
            is_stopped: false,
            list: Vec::new(),
        }))
    }

    fn enroll(&'static self, stop: Stop) -> Enrolled {
        let mut signals = lock(&self.0);
        if signals.is_stopped {
            stop.give();
        }
        signals.list.push(stop.clone());
        Enrolled {
            stop,
            threads: self,
        }
    }

    /// The plugin lives once more: who starts now is not told to stop.
    pub(crate) fn begin(&self) {
        lock(&self.0).is_stopped = false;
    }

    /// Tells all of them to stop, and those that are yet to come.
    pub(crate) fn stop(&self) {
        let mut signals = lock(&self.0);
        signals.is_stopped = true;
        signals.list.iter().for_each(Stop::give);
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        let is_other = |signal: &Stop| !Arc::ptr_eq(&signal.0, &self.stop.0);
        let mut signals = lock(&self.threads.0);
        signals.list.retain(is_other);
        if signals.list.is_empty() {
            signals.list = Vec::new();
        }
    }
}

impl Thread {
    /// Tells it to stop, and does not wait.
    pub fn stop(&self) {
        self.stop.give();
    }

    /// Whether it has ended.
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Waits until it has ended. `false` if it panicked, which the host was told of.
    pub fn join(self) -> bool {
        self.handle.join().is_ok()
    }
}

impl Stop {
    /// Whether the thread is to stop.
    pub fn is_given(&self) -> bool {
        *lock(&self.0.is_given)
    }

    /// Waits for that long, or until the thread is to stop: then it is `true`.
    pub fn wait(&self, timeout: Duration) -> bool {
        let mut is_given = lock(&self.0.is_given);
        let Some(deadline) = Instant::now().checked_add(timeout) else {
            while !*is_given {
                is_given = wait(&self.0.given, is_given);
            }
            return true;
        };
        while !*is_given {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.0.given.wait_timeout(is_given, left);
            is_given = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *is_given
    }

    fn give(&self) {
        *lock(&self.0.is_given) = true;
        self.0.given.notify_all();
    }
}

/// A panic elsewhere says nothing about what is in here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("name", &self.handle.thread().name().unwrap_or_default())
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stop({})", self.is_given())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_runs_until_it_is_told_to_stop() {
        let thread = spawn("patient", |stop| assert!(stop.wait(Duration::MAX))).unwrap();
        assert!(!thread.is_finished());
        thread.stop();
        assert!(thread.join());
    }

    #[test]
    fn waiting_ends_with_the_time() {
        let stop = Stop::default();
        assert!(!stop.wait(Duration::from_millis(1)));
        stop.give();
        assert!(stop.wait(Duration::ZERO));
    }

    #[test]
    fn a_thread_that_panicked_says_so_when_it_is_joined() {
        let thread = spawn("clumsy", |_| panic!("no")).unwrap();
        assert!(!thread.join());
    }

    #[test]
    fn a_name_that_the_system_cannot_have_is_an_error() {
        let error = spawn("a\0b", |_| ()).unwrap_err();
        assert!(error.to_string().contains("zero"), "{error}");
    }
}
