//! The strategy of leases: the protocol of `published`, with values in it.
//!
//! # Invariant
//!
//! `current` is one strong count of an `Arc<T>`. A count that has been taken out of it is dropped only by
//! `Retired`, after it found no lease on the value.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::barrier::Barrier;
use super::protocol::{Node, Slot};
use super::{Publish, Retired, thread};

/// Readers note what they use in memory that only they write to.
// On cache lines of its own. Otherwise threads that clone or drop an `Arc` of a cell would slow down its readers.
#[repr(align(128))]
pub struct Leased<T> {
    current: AtomicPtr<T>,
    barrier: Barrier,
    owns: PhantomData<Arc<T>>,
}

/// What a reader uses, and what keeps it.
enum Guard<'a, T> {
    Lease { value: &'a T, slot: &'a Slot },
    Share(Arc<T>),
}

impl<T> Leased<T> {
    pub(super) fn with_barrier(first: Arc<T>, barrier: Barrier) -> Self {
        Self {
            current: AtomicPtr::new(Arc::into_raw(first).cast_mut()),
            barrier,
            owns: PhantomData,
        }
    }

    #[inline]
    fn hold(&self) -> Guard<'_, T> {
        match thread::node().and_then(Node::free_slot) {
            Some(slot) => {
                let value = slot.lease(&self.current, self.barrier);
                // SAFETY: LEASED: the value was alive when it was current, and is until the lease is cleared, which
                // `Guard` does when it is dropped.
                let value = unsafe { &*value };
                Guard::Lease { value, slot }
            }
            None => Guard::Share(self.share()),
        }
    }

    /// A count of its own, for readers that hold the value for longer, or have no slot.
    fn share(&self) -> Arc<T> {
        thread::borrow_node(|node| {
            let slot = node.brief_slot();
            let value = slot.lease(&self.current, self.barrier);
            // SAFETY: LEASED and COUNTED: the value is alive while it is leased, so the cell or a `Retired` has a count
            // of it.
            unsafe { Arc::increment_strong_count(value) };
            slot.clear();
            // SAFETY: COUNTED: the count is the one that was just added.
            unsafe { Arc::from_raw(value) }
        })
    }
}

impl<T: Send + Sync> Publish<T> for Leased<T> {
    fn new(first: Arc<T>) -> Self {
        Self::with_barrier(first, Barrier::best())
    }

    fn swap(&self, new: Arc<T>) -> Retired<T> {
        let new = Arc::into_raw(new).cast_mut();
        // Release: readers who find the new value find it whole. Acquire: so does this thread the old one,
        // which another may have put there.
        let old = self.current.swap(new, Ordering::AcqRel);
        // SAFETY: COUNTED: the cell has a count of it, which is taken out only here.
        let old = unsafe { Arc::from_raw(old) };
        Retired::leased(old, self.barrier)
    }

    fn load(&self) -> Arc<T> {
        self.share()
    }

    #[inline]
    fn with<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        body(&self.hold())
    }
}

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        match self {
            Self::Lease { value, .. } => value,
            Self::Share(value) => value,
        }
    }
}

impl<T> Drop for Guard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if let Self::Lease { slot, .. } = self {
            slot.clear();
        }
    }
}

impl<T> Drop for Leased<T> {
    fn drop(&mut self) {
        // SAFETY: COUNTED and LEASED: the cell has a count of it. Leases on the current value borrow the cell, so there
        // are none.
        drop(unsafe { Arc::from_raw(*self.current.get_mut()) });
    }
}

impl<T> fmt::Debug for Leased<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leased")
            .field("barrier", &self.barrier)
            .finish_non_exhaustive()
    }
}
