//! Guests on Linux with glibc.
//!
//! - `image`: where a library is in memory, according to the loader's own list
//! - `slots`: which words of it are patched; `pages`: how they are written
//! - `construct`: its constructors, run after the patching; `destruct`: its destructors, run before it is closed
//! - `trampolines`: the functions that patched slots point to; each passes on which library called it
//! - `guests`, `ledger`: the libraries, and what each has outstanding
//! - `thread`: what one thread holds; `exit_hook`: has the C library call the host when a thread ends; `end`: what the
//!   host does then
//! - `releases`: how a thread learns that a library was released
//! - `key_table`: the pthread keys of guests
//! - `thread_locals`, `keys`, `threads`: the host's functions for these
//! - `handlers`: signal handlers
//! - `addresses`: functions that give the process other addresses of a library for good
//! - `spans`: which library an address is in, for code that must take no lock
//! - `environment`: the host's functions for variables of the environment
//! - `output`: the buffer of a library's `stdout`
//! - `loaded`: other libraries that the loader has, and which libraries need them; `opening`: libraries that a guest
//!   opens itself
//! - `system`: the C library's own functions
//!
//! # The life of a destructor
//!
//! Plugin code registers a destructor: the host puts it on the list of the thread (`thread`) and counts it in the
//! library's `ledger`. It runs on that thread: in `end`, or at a safe point once the library is released. Then it is
//! struck from the ledger, and the thread that strikes the last entry of a released library calls the function that was
//! given to `on_clear`. From then on the library has nothing on any thread, and any thread may close it.
//!
//! No lock is held and nothing is borrowed while a guest's code runs, so that code may register more.

mod addresses;
mod trampolines;
mod construct;
mod destruct;
mod end;
mod handlers;
mod environment;
mod exit_hook;
mod image;
mod key_table;
mod keys;
mod ledger;
mod output;
mod loaded;
mod opening;
mod pages;
mod releases;
mod guests;
mod slots;
mod spans;
mod system;
mod thread;
mod thread_locals;
mod threads;

use std::ffi::{CString, c_void};
use std::ops::Range;
use std::sync::Arc;

use hotswap::keep::Keep;

use super::{Holder, NotAdopted, StillMapped};
use crate::log::{TARGET, log};
use destruct::Destructors;
use image::Image;
use ledger::Ledger;
use output::Output;

pub use construct::construct;
pub(crate) use releases::announce;
pub(crate) use loaded::{Loaded, Snapshot};
pub use thread::safe_point;
pub(crate) use thread::{holds_something, implicit_safe_point, watch_thread};

/// Why a library that uses `function` always stays mapped: the name of the function, or a description.
pub(crate) fn kept_by(function: &str) -> Option<&'static str> {
    let function = CString::new(function).ok()?;
    slots::unfollowed(&function).or_else(|| addresses::keeps(&function))
}

/// Guests are possible here.
pub(super) const IS_SUPPORTED: bool = true;

/// A library that may be closed again, because the host knows what its code leaves on threads.
///
/// Dropping it closes nothing: the library stays mapped, and its destructors still run on their threads.
#[derive(Debug)]
pub struct Guest {
    handle: *mut c_void,
    image: Image,
    followed: Vec<&'static str>,
    ledger: Arc<Ledger>,
    output: Output,
}

/// Says what holds a library, for as long as the library is mapped.
#[derive(Clone, Debug)]
pub struct Holders {
    ledger: Arc<Ledger>,
    span: Range<usize>,
}

impl Holders {
    /// The things that hold it, by thread.
    pub fn list(&self) -> Vec<Holder> {
        self.ledger.holders()
    }

    /// Why the process has addresses of it for good, as far as this is known without asking the system.
    pub fn known_by(&self) -> Vec<String> {
        self.ledger.known_by()
    }

    /// The signals whose handlers in it are running.
    pub fn handlers(&self) -> Vec<String> {
        handlers::running(&self.span)
    }

    /// Whether code of the library that runs on this thread has no caller, because the thread is one of its own.
    pub fn is_own_thread(&self) -> bool {
        thread::with_existing(|thread| thread.is_own(&self.ledger)).unwrap_or(false)
    }

    /// The same for a destructor of the library, which runs because the thread ends or passes a safe point.
    pub fn is_in_destructor(&self) -> bool {
        thread::with_existing(|thread| thread.runs_destructor_of(&self.ledger)).unwrap_or(false)
    }

    /// How many objects hold it that left it after it was released.
    pub fn objects(&self) -> usize {
        self.ledger.objects()
    }

    /// Keeps it mapped for an object that leaves it after it was released; `None` if it is being closed.
    pub fn keep(&self) -> Option<Keep> {
        self.ledger.keep().map(|kept| Keep::new(Arc::new(kept)))
    }
}

// SAFETY: SEND-SYNC: the handle is a token of the loader, which takes it on any thread.
unsafe impl Send for Guest {}
// SAFETY: SEND-SYNC: as for `Send`; the handle is not used through a shared reference.
unsafe impl Sync for Guest {}

impl Guest {
    /// Points the library's slots at the host, and verifies it. `name` is for reports.
    ///
    /// # Errors
    ///
    /// [`NotAdopted`]. The library must stay mapped then.
    ///
    /// # Safety
    ///
    /// `handle` came from `dlopen`, is given up to the guest, and no function of the library was called yet
    /// (its constructors apart).
    pub unsafe fn adopt(handle: *mut c_void, name: &str) -> Result<Self, NotAdopted> {
        end::prepare().map_err(|source| NotAdopted::NoKey { source })?;
        // SAFETY: OPEN-HANDLE: by the contract of this function.
        let image = unsafe { Image::of(handle) }.ok_or_else(|| NotAdopted::NotFound {
            library: name.to_owned(),
        })?;
        // Before the slots: a call through one of them finds its library here.
        let ledger = guests::enter(name, image.span());
        // SAFETY: AT-REST: the image is mapped, and no function of it was called yet, by the contract of this function.
        match unsafe { slots::patch(&image, &ledger) } {
            Ok(followed) => Ok(Self {
                handle,
                image,
                followed,
                ledger,
                output: Output::default(),
            }),
            Err(error) => Err(error),
        }
    }

    /// The name under which it was adopted.
    pub fn name(&self) -> &str {
        self.ledger.name()
    }

    /// The functions that it calls through the host.
    pub fn followed(&self) -> &[&'static str] {
        &self.followed
    }

    /// Makes `RUST_BACKTRACE` and `RUST_LIB_BACKTRACE` read as `0` for the library. To print a backtrace, its std would
    /// map the files of all libraries in it, and never unmap them.
    pub fn hide_backtraces(&self) {
        self.ledger.hide_backtraces();
    }

    /// Makes the library's std allocate the buffer of its `stdout`, so that the host can free it after the library.
    ///
    /// # Safety
    ///
    /// No code of the library runs except the code that `open` calls on this thread, which allocates the buffer and
    /// does nothing else.
    pub unsafe fn open_output(&self, open: impl FnOnce()) {
        // SAFETY: AT-REST: by the contract of this function.
        unsafe { self.output.open(&self.image, open) };
    }

    /// Makes the library's std show that it still has the buffer. The bytes that `show` writes to `stdout` are
    /// discarded.
    ///
    /// # Safety
    ///
    /// It was [released](Self::release). No code of it runs except the code that `show` calls on this thread, which
    /// writes a byte and flushes it. The buffer was empty, and no code of the library runs afterwards.
    pub unsafe fn show_output(&self, show: impl FnOnce()) {
        // SAFETY: AT-REST and QUIET: by the contract of this function.
        unsafe { self.output.show(&self.image, show) };
    }

    /// Lets its destructors run: on each thread at the thread's next [`safe_point`], or when the thread ends.
    ///
    /// # Safety
    ///
    /// No call into the library is under way, and none will be made, except on the threads that it started
    /// itself, and for its own destructors.
    pub unsafe fn release(&self) {
        self.ledger.release();
        releases::announce();
    }

    /// Leaves its destructors to explicit safe points and to the ends of threads. Call this before any code of the
    /// library has run.
    pub fn wait_for_explicit_safe_points(&self) {
        self.ledger.wait_for_explicit_safe_points();
    }

    /// The things that hold it, by thread.
    pub fn outstanding(&self) -> Vec<Holder> {
        self.ledger.holders()
    }

    /// A handle that says what holds it, to ask later.
    pub fn holders(&self) -> Holders {
        Holders {
            ledger: Arc::clone(&self.ledger),
            span: self.image.span(),
        }
    }

    /// Calls `then` once it is released and nothing holds it: at once if that is so already, otherwise on the thread
    /// that releases the last thing. `then` must be short. It replaces the function that was given before.
    pub fn on_clear(&self, then: impl FnOnce() + Send + 'static) {
        self.ledger.on_clear(Box::new(then));
    }

    /// Stops calls of its signal handlers. [`Holders::handlers`] lists those that still run.
    pub fn pass_over_handlers(&self) {
        let left = handlers::pass_over(&self.image.span());
        if !left.is_empty() {
            let (plugin, signals) = (self.name(), left.join(", "));
            let message = "it has left signal handlers behind: they are not called from now on";
            log(|| tracing::info!(name: "handlers_passed_over", target: TARGET, plugin, signals, "{message}"));
        }
    }

    /// Why the process has addresses of it for good: a timer, say, or a signal handler that was set by the system call
    /// itself. Such a library must stay mapped.
    pub fn known_by(&self) -> Vec<String> {
        let span = self.image.span();
        let mut known_by = self.ledger.known_by();
        known_by.extend(handlers::known_by(&span));
        known_by.extend(addresses::known_by(&span).map(str::to_owned));
        known_by
    }

    /// Whether its code may be called after it was released: the process has addresses of it for good, or a library
    /// that it has opened may have some. Such a library must stay mapped.
    pub fn may_be_called(&self) -> bool {
        self.ledger.opened().is_some() || !self.known_by().is_empty()
    }

    /// Runs its destructors: those of C++ statics, functions that it gave to `atexit`, and functions marked as
    /// destructors. If they leave something on a thread, that holds the library. The loader does not run them again in
    /// [`close`](Self::close), where it would hold locks meanwhile that every new thread needs.
    ///
    /// # Errors
    ///
    /// [`StillMapped::Destructors`] if they cannot be taken from the loader. No destructor has run then, and the
    /// library must stay mapped.
    ///
    /// # Safety
    ///
    /// It was [released](Self::release), it has nothing on any thread, and it will be closed next.
    pub unsafe fn run_destructors(&self) -> Result<(), StillMapped> {
        // SAFETY: OPEN-HANDLE and AT-REST: the guest has the handle, and no other code closes it.
        let destructors = unsafe { Destructors::take(&self.image) };
        let destructors = destructors.map_err(|reason| StillMapped::Destructors {
            library: self.ledger.name().to_owned(),
            reason,
        })?;
        // SAFETY: QUIET: by the contract of this function.
        unsafe { destructors.run() };
        Ok(())
    }

    /// Unmaps it, and verifies in the loader's own list that it is gone.
    ///
    /// # Errors
    ///
    /// [`StillMapped::Held`] if it is held, and [`StillMapped::Running`] if a signal handler of it runs: try again
    /// later. [`StillMapped::Known`] or [`StillMapped::Opens`] if it must stay mapped. Otherwise it was closed, but is
    /// still mapped.
    ///
    /// # Safety
    ///
    /// It was [released](Self::release), and nothing refers to its code or data any more.
    pub unsafe fn close(self) -> Result<(), StillMapped> {
        let guest = self.prove_unused()?;
        // SAFETY: QUIET: no code of it runs, by the contract of this function, and `prove_unused` has just checked what
        // can be checked.
        unsafe { guest.unmap() }
    }

    /// Returns it if nothing of it is used any more. From here on no handler of it is called.
    fn prove_unused(self) -> Result<Self, StillMapped> {
        let span = self.image.span();
        self.pass_over_handlers();
        let signals = handlers::running(&span);
        if !signals.is_empty() {
            let guest = Box::new(self);
            return Err(StillMapped::Running { guest, signals });
        }
        // After the handlers, which may have left something.
        if !self.ledger.close() {
            return Err(StillMapped::Held {
                holders: self.outstanding(),
                objects: self.ledger.objects(),
                guest: Box::new(self),
            });
        }
        match self.known_by() {
            known_by if known_by.is_empty() => Ok(self),
            by => Err(StillMapped::Known {
                library: self.ledger.name().to_owned(),
                by,
            }),
        }
    }

    /// # Safety
    ///
    /// Nothing of it is used any more.
    unsafe fn unmap(self) -> Result<(), StillMapped> {
        let library = self.ledger.name().to_owned();
        if let Some(opened) = self.ledger.opened() {
            return Err(StillMapped::Opens { library, opened });
        }
        // SAFETY: OPEN-HANDLE and QUIET: the handle was given up to the guest, and this is the only place that closes
        // it.
        unsafe { system::close(self.handle) }.map_err(|reason| StillMapped::Refused {
            library: library.clone(),
            reason,
        })?;
        if self.image.is_mapped() {
            return Err(StillMapped::Pinned { library });
        }
        handlers::forget(&self.image.span());
        key_table::forget(&self.ledger);
        guests::leave(&self.ledger);
        thread::forget(&self.ledger);
        // SAFETY: QUIET: the library is unmapped, so none of its code has run since its buffer was shown.
        unsafe { self.output.free() };
        Ok(())
    }
}
