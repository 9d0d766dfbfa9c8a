//! Where the code of a plugin finds its context.
//!
//! # Invariant
//!
//! The pointer is null, or that of a [`RawContext`] of the host, which lives as long as code of the plugin may run.

use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use super::raw::RawContext;

/// Where the code of a plugin finds the context.
#[derive(Debug)]
pub(crate) struct ContextSlot(AtomicPtr<RawContext>);

impl ContextSlot {
    /// An empty slot.
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Fills it.
    ///
    /// # Safety
    ///
    /// The host keeps the context for as long as code of the plugin may run.
    pub(crate) unsafe fn fill(&self, context: *const RawContext) {
        // Release: pairs with `get`.
        self.0.store(context.cast_mut(), Ordering::Release);
    }

    /// The context.
    ///
    /// # Panics
    ///
    /// If there is none yet.
    pub(super) fn get(&self) -> &'static RawContext {
        // Acquire: pairs with `fill`.
        let context = self.0.load(Ordering::Acquire);
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        unsafe { context.as_ref() }.unwrap_or_else(|| too_early())
    }
}

#[cold]
fn too_early() -> ! {
    panic!(
        "the context of this plugin is not there yet: a host gives it just before `on_load`, after `default` and `reloadable`. In \
         a unit test without a host there is none: pass what the code needs as arguments"
    )
}
