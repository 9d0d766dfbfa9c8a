//! The cell that holds the current generation, for readers that never wait. A lease is a hazard pointer.
//!
//! A reader borrows the current value for the length of a call, holds nothing between calls, and writes to no
//! memory that another thread reads in its calls. A writer replaces the value with one atomic swap and gets the old
//! one as [`Retired`], which must not be dropped while a reader is still in it. Neither waits for the other: the
//! reclaimer, which drops old values, asks again later.
//!
//! Two strategies keep this promise. [`Counted`] is `arc-swap`, plainly correct. [`Leased`] costs a reader
//! two stores to memory of its own, and is what the swapper uses. The same tests run over both.
//!
//! # The protocol of leases
//!
//! Every thread that reads has a *node* (a hazard-pointer record): a few slots, each for one call under way. In
//! `protocol`:
//!
//! ```text
//! reader                                writer                    reclaimer of `old`
//! r1  slot := current                   w1  old := swap(current)
//! r2  light fence                                                 c1  heavy fence
//! r3  current still the same?                                     c2  look into every slot
//!     if not, again from r1                                           found `old`: later
//! r4  use it                                                      c3  drop it
//! r5  slot := null
//! ```
//!
//! *No reader is in what is dropped.* w1 happens before c1: the value reaches the reclaimer through a lock.
//! If c2 did not see what r1 wrote, then the heavy fence came before the light one, so r3 sees w1 or what
//! came after, and the reader tries again with that. If c2 did see it, `old` stays.
//!
//! *What c2 sees instead of `old` is enough.* It is null or a later lease, both written with `Release` and
//! read with `Acquire`: all that the reader did under its lease on `old` is done, and visible at c3.
//!
//! *A new value at an old address* is harmless. r3 compares addresses, but the pointer that is used is the
//! one that r3 read, and the slot holds that address: the value that is current there now is leased now.
//!
//! *A value that comes back* (`restore`) was taken from the reclaimer: its count goes back to the cell, and the leases
//! of readers that never left it are leases of the current value.
//!
//! *The fences.* A reader would need a full fence at r2, the most costly thing in the whole call. The heavy
//! fence pays for both: `membarrier` makes every running thread of the process pass a full fence, and then
//! r2 only has to keep the compiler from reordering. Where the system has no such call, both are ordinary
//! `SeqCst` fences.
//!
//! *Nodes* are never freed, only handed on: a thread gives its node back when it ends. A node that joins the
//! list after c2 has begun is no exception to the first point: its reader's r2 comes later still. After a
//! `fork`, leases of threads that the child does not have are never given back, so what they had stays.

mod barrier;
mod counted;
mod leased;
mod protocol;
mod retired;
mod sync;
#[cfg(test)]
mod tests;
mod thread;

use std::sync::Arc;

pub use counted::Counted;
pub use leased::Leased;
pub use retired::Retired;

/// A value that is replaced while it is read.
pub trait Publish<T>: Send + Sync {
    /// A cell that holds `first`.
    fn new(first: Arc<T>) -> Self;

    /// Puts `new` in the place of the current value. Waits for no reader.
    fn swap(&self, new: Arc<T>) -> Retired<T>;

    /// Makes a value current again that was replaced.
    ///
    /// # Safety
    ///
    /// It was replaced in this cell. Readers may still be in it, and no other cell waits for them before it drops it.
    ///
    /// ```compile_fail
    /// use hotswap_runtime::published::{Leased, Publish};
    /// use std::sync::Arc;
    ///
    /// let one = Leased::new(Arc::new("first".to_owned()));
    /// let other = Leased::new(Arc::new(String::new()));
    /// one.with(|text| {
    ///     let retired = one.swap(Arc::new("second".to_owned()));
    ///     drop(other.restore(retired));
    ///     drop(other);
    ///     println!("{text}");
    /// });
    /// ```
    unsafe fn restore(&self, old: Retired<T>) -> Retired<T> {
        self.swap(old.revive())
    }

    /// A share in the current value. Never waits.
    fn load(&self) -> Arc<T>;

    /// Lends the current value to `body`, which may take its time, panic, and do the same again inside.
    fn with<R>(&self, body: impl FnOnce(&T) -> R) -> R;
}
