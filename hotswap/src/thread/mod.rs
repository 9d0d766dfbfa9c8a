//! Threads of a plugin that end with it.
//!
//! A library cannot be unloaded while a thread runs its code. So the threads of a plugin are told to stop when the plugin is
//! freed, and its library stays loaded until they have ended.

mod stop;

use std::fmt;
use std::io;
use std::thread::{self, JoinHandle};

pub(crate) use stop::{Ending, Enrolled, Threads};
pub use stop::{Given, Stop};

use crate::linked::{Linked, context};

/// A thread that [`spawn`] has started.
///
/// The thread keeps running if this is dropped. It is told to stop when its plugin is freed.
pub struct Thread {
    stop: Stop,
    handle: JoinHandle<()>,
}

/// The threads that [`spawn`] has started in this library, except those of linked plugins.
static THREADS: Threads = Threads::new();

/// The threads of an attached linked plugin; otherwise those of this library.
pub(crate) fn of(plugin: Option<&'static Linked>) -> &'static Threads {
    plugin.and_then(Linked::threads).unwrap_or(&THREADS)
}

/// Starts a thread called `name`. It is told to stop just before `on_free` of the plugin, so `on_free` can
/// [`join`](Thread::join) it.
///
/// The plugin's library stays loaded until the thread has ended, so check [`Stop`] often. A thread that the plugin starts in
/// another way keeps the library loaded too, but it is not told to stop.
///
/// # Errors
///
/// If the system cannot start a thread, or if `name` contains a zero byte.
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
        let text = "the name of a thread must not contain a zero byte";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let stop = Stop::default();
    let plugin = context::current();
    let own = of(plugin).enroll(stop.clone());
    let handle = thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // It runs code of the plugin that has started it.
            let _entered = plugin.map(|_| context::enter(plugin));
            body(&own.stop);
        })?;
    Ok(Thread { stop, handle })
}

impl Thread {
    /// Tells it to stop, without waiting for it.
    pub fn stop(&self) {
        self.stop.give();
    }

    /// Whether it has ended.
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Waits until it has ended. Returns `false` if it panicked; the host has reported the panic.
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
