//! Where a plugin's imports lie while it lives.
//!
//! # Invariant
//!
//! The pointer is null or that of a box that is leaked for as long as code of the plugin may run.

use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// The imports of a plugin: there from before `on_load` until none of its code runs any more.
#[derive(Debug)]
pub struct Slot<T> {
    value: AtomicPtr<T>,
    _owns: PhantomData<T>,
}

impl<T: Send + Sync + 'static> Slot<T> {
    /// An empty slot.
    pub const fn new() -> Self {
        Self {
            value: AtomicPtr::new(ptr::null_mut()),
            _owns: PhantomData,
        }
    }

    /// What was put there.
    ///
    /// # Panics
    ///
    /// Before the plugin is wired.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> &'static T {
        // Acquire: pairs with `set`; the value is whole.
        let value = self.value.load(Ordering::Acquire);
        // SAFETY: by the invariant.
        unsafe { value.as_ref() }.unwrap_or_else(|| too_early())
    }

    /// Puts the imports there. What was there before stays where it is, for those who have it.
    pub fn set(&self, value: T) {
        let value = Box::into_raw(Box::new(value));
        // Release: whoever finds it finds it whole.
        self.value.store(value, Ordering::Release);
    }

    /// Drops what is there.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called `get`, or will.
    pub(crate) unsafe fn clear(&self) {
        let value = self.value.swap(ptr::null_mut(), Ordering::AcqRel);
        if !value.is_null() {
            // SAFETY: by the invariant it is a leaked box, and the caller says that nobody has it.
            drop(unsafe { Box::from_raw(value) });
        }
    }
}

impl<T: Send + Sync + 'static> Default for Slot<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cold]
#[track_caller]
fn too_early() -> ! {
    panic!("a plugin has its imports from `on_load` on: not in `default` and `reloadable`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_there_until_it_is_cleared() {
        let slot = Slot::new();
        slot.set(String::from("alpha"));
        assert_eq!(slot.get(), "alpha");
        // SAFETY: nobody has what `get` gave.
        unsafe { slot.clear() };
        assert!(std::panic::catch_unwind(|| slot.get()).is_err());
    }
}
