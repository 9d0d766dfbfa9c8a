//! A value that was replaced.

use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::sync::Arc;

use super::barrier::Barrier;
use super::thread;

/// A share in a value that is no longer current, which readers may still be in.
///
/// Dropped while they are, it never lets go: better a leak than a reader in freed memory.
#[derive(Debug)]
#[must_use = "what is not let go may leak"]
pub struct Retired<T> {
    value: ManuallyDrop<Arc<T>>,
    /// How its readers are found; `None` if they have counts of their own.
    leases: Option<Barrier>,
}

impl<T> Retired<T> {
    pub(super) fn leased(value: Arc<T>, barrier: Barrier) -> Self {
        Self {
            value: ManuallyDrop::new(value),
            leases: Some(barrier),
        }
    }

    pub(super) fn counted(value: Arc<T>) -> Self {
        Self {
            value: ManuallyDrop::new(value),
            leases: None,
        }
    }

    /// The share, once no reader is in the value.
    ///
    /// # Errors
    ///
    /// Gives itself back while one is. Costs a system call, and blocks no other thread.
    pub fn let_go(self) -> Result<Arc<T>, Self> {
        if self.is_in_use() {
            return Err(self);
        }
        let mut this = ManuallyDrop::new(self);
        // SAFETY: GIVEN-UP: `this` is neither used again nor dropped.
        Ok(unsafe { ManuallyDrop::take(&mut this.value) })
    }

    /// Gives the share up to the caller, which makes the value current again: readers that are in it are readers of
    /// what is current then.
    pub(super) fn revive(self) -> Arc<T> {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: GIVEN-UP: `this` is neither used again nor dropped.
        unsafe { ManuallyDrop::take(&mut this.value) }
    }

    fn is_in_use(&self) -> bool {
        let value = Arc::as_ptr(&self.value).cast();
        self.leases
            .is_some_and(|barrier| thread::NODES.is_leased(value, barrier))
    }
}

impl<T> Deref for Retired<T> {
    type Target = Arc<T>;

    fn deref(&self) -> &Arc<T> {
        &self.value
    }
}

impl<T> Drop for Retired<T> {
    fn drop(&mut self) {
        if !self.is_in_use() {
            // SAFETY: GIVEN-UP: nothing uses it after this. `let_go` and `revive`, which take it, do not drop `self`.
            unsafe { ManuallyDrop::drop(&mut self.value) };
        }
    }
}
