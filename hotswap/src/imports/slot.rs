//! The storage of a plugin's imports.
//!
//! # Invariant
//!
//! The pointer is null, or points to a box that is leaked for as long as code of the plugin may run. That is for ever if the plugin
//! is linked into its host. Only code of hotswap runs when the box is freed, because a destructor of the plugin could still use the
//! imports.

use std::marker::PhantomData;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::thread_safe::ThreadSafeProof;

/// The imports of a plugin, from just before `on_load` until none of its code runs any more.
#[derive(Debug)]
pub struct ImportSlot<T> {
    value: AtomicPtr<Stored<T>>,
    _owns: PhantomData<T>,
}

/// Imports, with a pointer to the previous ones, so that leak detectors find them. Code may still use the previous ones.
#[derive(Debug)]
struct Stored<T> {
    value: T,
    _before: *mut Self,
}

// SAFETY: SEND-SYNC: no more than its value, and `new` asks for the proof that this is `Send` and `Sync`.
unsafe impl<T> Sync for ImportSlot<T> {}

impl<T: 'static> ImportSlot<T> {
    /// An empty slot.
    pub const fn new(_: ThreadSafeProof<T>) -> Self {
        Self {
            value: AtomicPtr::new(ptr::null_mut()),
            _owns: PhantomData,
        }
    }

    /// The imports.
    ///
    /// # Panics
    ///
    /// If the host has not set them yet.
    #[inline]
    #[track_caller]
    pub fn get(&self) -> &'static T {
        // Acquire: pairs with `set`; the value is complete.
        let value = self.value.load(Ordering::Acquire);
        // SAFETY: IMPORTS: the pointer is null or that of a box that is leaked.
        let stored = unsafe { value.as_ref() };
        &stored.unwrap_or_else(|| too_early()).value
    }

    /// Takes out what is there.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called [`ImportSlot::get`], or will.
    pub(super) unsafe fn take(&self) -> Option<T> {
        let value = self.value.swap(ptr::null_mut(), Ordering::AcqRel);
        // SAFETY: IMPORTS and QUIET: it is a leaked box, and nothing has it any more, by the contract of this
        // function.
        (!value.is_null()).then(|| unsafe { Box::from_raw(value) }.value)
    }

    /// Sets the imports. The previous ones stay in memory, because code may still use them.
    pub fn set(&self, value: T) {
        let stored = Box::new(Stored {
            value,
            // Relaxed: no other thread sets it meanwhile, and it is not dereferenced.
            _before: self.value.load(Ordering::Relaxed),
        });
        // Release: pairs with `get`; the value is complete.
        self.value.store(Box::into_raw(stored), Ordering::Release);
    }
}

#[cold]
#[track_caller]
fn too_early() -> ! {
    panic!(
        "the imports of this plugin are not there yet: a host gives them just before `on_load`, after `default` and \
         `reloadable`. In a unit test without a host there are none: pass the objects that the code needs as arguments"
    )
}
