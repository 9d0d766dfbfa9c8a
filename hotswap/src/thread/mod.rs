//! Threads of a plugin that end with it.
//!
//! Code that a thread runs cannot be taken out of memory. So a plugin's threads are told to stop when the
//! plugin is freed, and its library stays until they have.

mod stop;

use std::fmt;
use std::io;
use std::thread::{self, JoinHandle};

pub use stop::Stop;
pub(crate) use stop::Threads;

use crate::linked::{Linked, context};

/// A thread that [`spawn`] has started.
///
/// Dropping it lets the thread run on: it is told to stop, and waited for, when its plugin is freed.
pub struct Thread {
    stop: Stop,
    handle: JoinHandle<()>,
}

/// The threads that [`spawn`] has started in this library, but for those of linked plugins.
static THREADS: Threads = Threads::new();

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

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("name", &self.handle.thread().name().unwrap_or_default())
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_thread_runs_until_it_is_told_to_stop() {
        let thread = spawn("patient", |stop| assert!(stop.wait(Duration::MAX))).unwrap();
        assert!(!thread.is_finished());
        thread.stop();
        assert!(thread.join());
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
