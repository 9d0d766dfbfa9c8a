//! Where a plugin's code finds the value that the host had it create.
//!
//! # Invariant
//!
//! The pointer is null, or that of an `Arc` of the plugin's type, which lives until the slot is cleared. The slot is filled when the
//! plugin's value is created, and is cleared before that value is given up.

use std::any::Any;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Where a plugin's code finds the plugin's value.
#[derive(Debug)]
pub(crate) struct ValueSlot {
    value: AtomicPtr<c_void>,
    /// The same value, for code that may run when it is given up.
    shared: Mutex<Option<Weak<dyn Any + Send + Sync>>>,
}

impl ValueSlot {
    /// An empty slot.
    pub(crate) const fn new() -> Self {
        Self {
            value: AtomicPtr::new(ptr::null_mut()),
            shared: Mutex::new(None),
        }
    }

    /// Fills it.
    pub(crate) fn fill<P: Send + Sync + 'static>(&self, value: &Arc<P>) {
        let shared: Arc<dyn Any + Send + Sync> = Arc::clone(value) as _;
        *self.lock() = Some(Arc::downgrade(&shared));
        // Release: pairs with `pointer`; the value is complete.
        let value = Arc::as_ptr(value).cast_mut().cast();
        self.value.store(value, Ordering::Release);
    }

    /// Empties it. Its value may live on, if it is shared.
    pub(crate) fn clear(&self) {
        // Relaxed: who reads the pointer keeps the value from being given up.
        self.value.store(ptr::null_mut(), Ordering::Relaxed);
        let shared = self.lock().take();
        drop(shared);
    }

    /// The address of the value; null if there is none.
    #[inline]
    pub(crate) fn pointer(&self) -> *const c_void {
        // Acquire: pairs with `fill`.
        self.value.load(Ordering::Acquire)
    }

    /// The value, if there is one of this type.
    pub(crate) fn shared<P: Send + Sync + 'static>(&self) -> Option<Arc<P>> {
        let shared = self.lock().as_ref()?.upgrade()?;
        shared.downcast().ok()
    }

    /// Nothing panics while it is locked.
    fn lock(&self) -> MutexGuard<'_, Option<Weak<dyn Any + Send + Sync>>> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_there_until_its_slot_is_cleared() {
        let slot = ValueSlot::new();
        assert!(slot.pointer().is_null());
        assert!(slot.shared::<u32>().is_none());
        let value = Arc::new(7u32);
        slot.fill(&value);
        assert_eq!(slot.pointer(), Arc::as_ptr(&value).cast());
        assert_eq!(slot.shared::<u32>().as_deref(), Some(&7));
        assert!(slot.shared::<u64>().is_none(), "it has another type");
        slot.clear();
        assert!(slot.pointer().is_null());
        assert!(slot.shared::<u32>().is_none());
    }

    #[test]
    fn a_value_that_was_dropped_is_not_found() {
        let slot = ValueSlot::new();
        slot.fill(&Arc::new(7u32));
        assert!(slot.shared::<u32>().is_none());
    }
}
