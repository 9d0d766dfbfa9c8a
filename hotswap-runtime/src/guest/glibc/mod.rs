//! Guests on Linux with glibc.
//!
//! - `image`: where a library is in memory, by the loader's own list
//! - `slots`: what of it is patched; `pages`: how
//! - `construct`: its constructors, run when that is done
//! - `caller`: which library a call comes from
//! - `registry`, `ledger`: the libraries, and what is outstanding of each
//! - `thread`: what one thread holds; `end`: how it learns that a thread ends
//! - `thread_locals`, `keys`, `threads`: what the patched slots point to
//! - `statics`: memory that would be lost with each library
//! - `system`: the C library's own functions of these names
//!
//! # The life of a destructor
//!
//! Plugin code registers a destructor: the host puts it on the list of the thread (`thread`) and counts it
//! in the library's `ledger`. It runs on that thread: in `end`, or at a safe point once the library is
//! released. Then it is struck from the ledger, and whoever strikes the last entry of a released library
//! calls what was given to `on_clear`. From there on nothing of the library is on any thread, and it may be
//! closed, on any thread.
//!
//! No lock is held and nothing is borrowed while foreign code runs, so it may do all of this again.

mod caller;
mod construct;
mod end;
mod image;
mod keys;
mod ledger;
mod pages;
mod registry;
mod slots;
mod statics;
mod system;
mod thread;
mod thread_locals;
mod threads;

use std::ffi::c_void;
use std::sync::Arc;

use parking_lot::Mutex;

use super::{Holder, NotAdopted, StillMapped};
use image::Image;
use ledger::Ledger;

pub use construct::construct;
pub use thread::safe_point;

/// Guests are possible here.
pub(super) const IS_SUPPORTED: bool = true;

/// A library that may be closed again: what its code leaves on threads is known.
///
/// Dropping it closes nothing: the library stays mapped, and its destructors still run where they should.
#[derive(Debug)]
pub struct Guest {
    handle: *mut c_void,
    image: Image,
    followed: Vec<&'static str>,
    ledger: Arc<Ledger>,
    /// What the library allocated while it was set up.
    allocated: Mutex<Vec<usize>>,
}

/// Says what holds a library, as long as it is there.
#[derive(Clone, Debug)]
pub struct Holders(Arc<Ledger>);

impl Holders {
    /// What holds it, by thread.
    pub fn list(&self) -> Vec<Holder> {
        self.0.holders()
    }
}

// SAFETY: the handle is a token of the loader, which takes it on any thread.
unsafe impl Send for Guest {}
// SAFETY: as above; nothing is done with it through a shared reference.
unsafe impl Sync for Guest {}

impl Guest {
    /// Points the library's slots at the host, and proves that this took. `name` is for reports.
    ///
    /// # Errors
    ///
    /// [`NotAdopted`], and then the library must stay mapped.
    ///
    /// # Safety
    ///
    /// `handle` came from `dlopen`, is given up to the guest, and no function of the library was called yet
    /// (its constructors apart).
    pub unsafe fn adopt(handle: *mut c_void, name: &str) -> Result<Self, NotAdopted> {
        end::prepare().map_err(|source| NotAdopted::NoKey { source })?;
        // SAFETY: the caller's promise.
        let image = unsafe { Image::of(handle) }.ok_or_else(|| NotAdopted::NotFound {
            library: name.to_owned(),
        })?;
        // Before the slots: whatever calls through one of them finds its library here.
        let ledger = registry::enter(name, image.span());
        // SAFETY: the image is mapped, and nothing of it runs yet.
        match unsafe { slots::patch(&image, name) } {
            Ok(followed) => Ok(Self {
                handle,
                image,
                followed,
                ledger,
                allocated: Mutex::default(),
            }),
            Err(error) => Err(error),
        }
    }

    /// The name that it was adopted by.
    pub fn name(&self) -> &str {
        self.ledger.name()
    }

    /// Which functions it calls through the host.
    pub fn followed(&self) -> &[&'static str] {
        &self.followed
    }

    /// Runs `set_up`, and frees what statics of the library own since then, once it is unmapped: the buffer
    /// of `stdout`, the panic hook.
    ///
    /// # Safety
    ///
    /// No code of the library runs but what `set_up` calls on this thread. What `set_up` makes, and a
    /// static of the library has the address of at the end, belongs to that static alone.
    pub unsafe fn set_up<R>(&self, set_up: impl FnOnce() -> R) -> R {
        let mut result = None;
        // SAFETY: the caller's promise.
        let allocated = unsafe { statics::record(&self.image, || result = Some(set_up())) };
        self.allocated.lock().extend(allocated);
        result.expect("`record` calls what it is given")
    }

    /// Lets its destructors run: on each thread at its next [`safe_point`], or at its end.
    ///
    /// # Safety
    ///
    /// No call into the library is under way, and none will be made: but for the threads that it started
    /// itself, and for its own destructors.
    pub unsafe fn release(&self) {
        self.ledger.release();
        thread::announce_release();
    }

    /// What holds it, by thread.
    pub fn outstanding(&self) -> Vec<Holder> {
        self.ledger.holders()
    }

    /// The same, for somebody who asks later.
    pub fn holders(&self) -> Holders {
        Holders(Arc::clone(&self.ledger))
    }

    /// Has `then` called once it is released and nothing holds it: at once if that is so, or by the thread
    /// that lets go last, which must not be kept long. Replaces what was given before.
    pub fn on_clear(&self, then: impl FnOnce() + Send + 'static) {
        self.ledger.on_clear(Box::new(then));
    }

    /// Unmaps it, and proves that it is gone by the loader's own list.
    ///
    /// # Errors
    ///
    /// [`StillMapped::Held`] if it is held, and then it can be tried again; otherwise it was closed, but is
    /// mapped still.
    ///
    /// # Safety
    ///
    /// It was [released](Self::release), and nothing refers to its code or data any more.
    pub unsafe fn close(self) -> Result<(), StillMapped> {
        let holders = self.outstanding();
        if !holders.is_empty() {
            let guest = Box::new(self);
            return Err(StillMapped::Held { guest, holders });
        }
        let library = self.ledger.name().to_owned();
        // SAFETY: nothing of the library runs any more.
        let owned = unsafe { statics::owned(&self.image, self.allocated.into_inner()) };
        // SAFETY: the handle was given up to the guest, and this is the one place that closes it.
        unsafe { system::close(self.handle) }.map_err(|reason| StillMapped::Refused {
            library: library.clone(),
            reason,
        })?;
        if self.image.is_mapped() {
            return Err(StillMapped::Pinned { library });
        }
        keys::forget(&self.ledger);
        registry::leave(&self.ledger);
        thread::forget(&self.ledger);
        // SAFETY: the library is gone.
        unsafe { statics::free(owned) };
        Ok(())
    }
}
