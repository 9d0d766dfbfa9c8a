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

use super::{Imports, Shared, Wiring};

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

/// A slot, of whichever type.
pub trait Wired: Sync {
    /// Puts there what the host found.
    fn wire(&self, wiring: &mut Wiring);

    /// Lets go of the objects that are there.
    ///
    /// # Safety
    ///
    /// No code runs any more that has called [`Slot::get`], or will.
    unsafe fn clear(&self);
}

impl<T: Imports> Wired for Slot<T> {
    fn wire(&self, wiring: &mut Wiring) {
        self.set(T::wire(wiring));
    }

    unsafe fn clear(&self) {
        let value = self.value.swap(ptr::null_mut(), Ordering::AcqRel);
        if !value.is_null() {
            // SAFETY: by the invariant it is a leaked box, and the caller says that nobody has it.
            let stored = unsafe { Box::from_raw(value) };
            stored.value.unwire();
        }
    }
}

#[cold]
#[track_caller]
fn too_early() -> ! {
    panic!("a plugin has its imports from `on_load` on: not in `default` and `reloadable`")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::imports::{Import, ImportField, Share, keep_field};
    use crate::object::Obj;

    #[crate::interface]
    trait Part {}

    impl Part for Arc<u8> {}

    /// As the derive makes it for an import and a skipped field.
    struct Deps {
        part: Obj<dyn Part>,
        skipped: Arc<u8>,
    }

    impl Imports for Deps {
        const SHARED: Shared<Self> = Share::PROOF;

        const IMPORTS: &'static [Import] = &[];

        fn wire(_: &mut Wiring) -> Self {
            unreachable!("nobody wires it")
        }

        fn unwire(self) {
            self.part.let_go();
            keep_field(self.skipped);
        }
    }

    #[test]
    fn what_was_set_is_there_until_it_is_cleared() {
        let (part, skipped) = (Arc::new(1), Arc::new(2));
        let slot = Slot::new(Deps::SHARED);
        slot.set(Deps {
            part: Obj::new(Arc::clone(&part)),
            skipped: Arc::clone(&skipped),
        });
        assert_eq!(*slot.get().skipped, 2);
        // SAFETY: nobody has what `get` gave.
        unsafe { slot.clear() };
        assert!(std::panic::catch_unwind(|| _ = slot.get()).is_err());
        assert_eq!(Arc::strong_count(&part), 1, "the object is let go");
        assert_eq!(Arc::strong_count(&skipped), 2, "no destructor has run");
    }
}
