//! Where a plugin's imports lie while it lives.
//!
//! # Invariant
//!
//! The pointer is null or that of a box that is leaked for as long as code of the plugin may run: for ever,
//! where the plugin is linked into its host. What ends
//! it is code of hotswap alone: a destructor of the plugin's could still look at what is going.

use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::shared::Shared;

/// The imports of a plugin: there from before `on_load` until none of its code runs any more.
#[derive(Debug)]
pub struct Slot<T> {
    value: AtomicPtr<Stored<T>>,
    _owns: PhantomData<T>,
}

/// Imports, and those of before: whoever has them may go on, and leak detectors find them from here.
#[derive(Debug)]
struct Stored<T> {
    value: T,
    _before: *mut Self,
}

// SAFETY: no more than its value, and `new` asks for the proof that it is `Send` and `Sync`.
unsafe impl<T> Sync for Slot<T> {}

impl<T: 'static> Slot<T> {
    /// An empty slot.
    pub const fn new(_: Shared<T>) -> Self {
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
        let stored = unsafe { value.as_ref() };
        &stored.unwrap_or_else(|| too_early()).value
    }

    /// Takes out what is there.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called [`Slot::get`], or will.
    pub(super) unsafe fn take(&self) -> Option<T> {
        let value = self.value.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: by the invariant it is a leaked box, and the caller says that nobody has it.
        (!value.is_null()).then(|| unsafe { Box::from_raw(value) }.value)
    }

    /// Puts the imports there. What was there before stays where it is, for those who have it.
    pub fn set(&self, value: T) {
        let stored = Box::new(Stored {
            value,
            // Relaxed: nobody else sets it meanwhile, and it is not looked into.
            _before: self.value.load(Ordering::Relaxed),
        });
        // Release: whoever finds it finds it whole.
        self.value.store(Box::into_raw(stored), Ordering::Release);
    }
}

#[cold]
#[track_caller]
fn too_early() -> ! {
    panic!("a plugin has its imports from `on_load` on: not in `default` and `reloadable`")
}
