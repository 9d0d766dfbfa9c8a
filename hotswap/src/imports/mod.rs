//! Imports: the other plugins that a plugin needs. It gets them before its first hook.
//!
//! - `declaration`: an import, as the manifest describes it
//! - `field`: the types that a field may have
//! - `thread_safe`: proof that threads may share the imports
//! - `raw`: how it crosses
//! - `wiring`: what the host found, for one field after the other
//! - `slot`, `erased`: where it lies while the plugin lives

mod declaration;
mod erased;
mod field;
mod raw;
mod slot;
mod thread_safe;
mod wiring;

pub use declaration::Import;
pub use erased::WireImports;
pub use field::{ImportField, MayBeMissing, Needed, OrderOnly};
pub use raw::RawImport;
pub use slot::ImportSlot;
#[doc(hidden)]
pub use thread_safe::{ThreadSafe, ThreadSafeProof};
pub use wiring::{Wiring, keep_field};

/// The plugins that a plugin needs: one field for each.
///
/// Comes with [`#[derive(Imports)]`](macro@crate::Imports).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `hotswap::Imports`",
    label = "not the imports of a plugin",
    note = "put `#[derive(hotswap::Imports)]` on a struct with a field `plugin_name: Obj<dyn Trait>` for each import"
)]
pub trait Imports: Sized + 'static {
    /// Proof that it is `Send` and `Sync`.
    #[doc(hidden)]
    const THREAD_SAFE: ThreadSafeProof<Self>;

    /// The imports, in the order of the fields.
    #[doc(hidden)]
    const IMPORTS: &'static [Import];

    /// Fills the fields, in that order.
    #[doc(hidden)]
    fn wire(wiring: &mut Wiring) -> Self;

    /// Drops the objects. Other fields are leaked: their destructors would be code of the plugin, which may have kept a
    /// reference to an object that is dropped here.
    #[doc(hidden)]
    fn unwire(self);

    /// Their slot, without its type.
    #[doc(hidden)]
    fn erased(slot: &'static ImportSlot<Self>) -> &'static dyn WireImports {
        slot
    }
}

/// No imports.
#[diagnostic::do_not_recommend]
impl Imports for () {
    const THREAD_SAFE: ThreadSafeProof<Self> = ThreadSafe::PROOF;

    const IMPORTS: &'static [Import] = &[];

    fn wire(_: &mut Wiring) {}

    fn unwire(self) {}
}

impl<T: Imports> WireImports for ImportSlot<T> {
    fn wire(&self, wiring: &mut Wiring) {
        self.set(T::wire(wiring));
    }

    unsafe fn clear(&self) {
        // SAFETY: QUIET: by the contract of this function.
        if let Some(imports) = unsafe { self.take() } {
            imports.unwire();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
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
        const THREAD_SAFE: ThreadSafeProof<Self> = ThreadSafe::PROOF;

        const IMPORTS: &'static [Import] = &[];

        fn wire(_: &mut Wiring) -> Self {
            unreachable!("the test sets the imports itself")
        }

        fn unwire(self) {
            self.part.let_go();
            keep_field(self.skipped);
        }
    }

    #[test]
    fn what_was_set_is_there_until_it_is_cleared() {
        let (part, skipped) = (Arc::new(1), Arc::new(2));
        let slot = ImportSlot::new(Deps::THREAD_SAFE);
        slot.set(Deps {
            part: Obj::new(Arc::clone(&part)),
            skipped: Arc::clone(&skipped),
        });
        assert_eq!(*slot.get().skipped, 2);
        // SAFETY: QUIET: nothing has what `get` gave.
        unsafe { slot.clear() };
        assert!(std::panic::catch_unwind(|| _ = slot.get()).is_err());
        assert_eq!(Arc::strong_count(&part), 1, "the object is let go");
        assert_eq!(Arc::strong_count(&skipped), 2, "no destructor has run");
    }
}
