//! What a plugin needs of others, and gets before its first hook.
//!
//! - `declaration`: what it needs, as the manifest says it
//! - `field`: what a field of it may be
//! - `shared`: that threads may share it
//! - `raw`: how it crosses
//! - `wiring`: what the host found, for one field after the other
//! - `slot`, `wired`: where it lies while the plugin lives

mod declaration;
mod field;
mod raw;
mod shared;
mod slot;
mod wired;
mod wiring;

pub use declaration::Import;
pub use field::{ImportField, MayBeMissing, Needed, OrderOnly};
pub use raw::RawImport;
#[doc(hidden)]
pub use shared::{Share, Shared};
pub use slot::Slot;
pub use wired::Wired;
pub use wiring::{Wiring, keep_field};

/// What a plugin needs of other plugins: one field for each.
///
/// Comes with [`#[derive(Imports)]`](macro@crate::Imports).
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what a plugin imports",
    label = "not the imports of a plugin",
    note = "put `#[derive(hotswap::Imports)]` on a struct with a field `plugin_name: Obj<dyn Trait>` for each import"
)]
pub trait Imports: Sized + 'static {
    /// That it is `Send` and `Sync`.
    #[doc(hidden)]
    const SHARED: Shared<Self>;

    /// What is needed, in the order of the fields.
    #[doc(hidden)]
    const IMPORTS: &'static [Import];

    /// Fills the fields, in that order.
    #[doc(hidden)]
    fn wire(wiring: &mut Wiring) -> Self;

    /// Lets go of the objects. Fields that are no imports stay as they are: their destructors would be code of
    /// the plugin, which may have kept a reference to what is going.
    #[doc(hidden)]
    fn unwire(self);

    /// Their slot, whatever it is of.
    #[doc(hidden)]
    fn wired(slot: &'static Slot<Self>) -> &'static dyn Wired {
        slot
    }
}

/// Nothing at all.
#[diagnostic::do_not_recommend]
impl Imports for () {
    const SHARED: Shared<Self> = Share::PROOF;

    const IMPORTS: &'static [Import] = &[];

    fn wire(_: &mut Wiring) {}

    fn unwire(self) {}
}

impl<T: Imports> Wired for Slot<T> {
    fn wire(&self, wiring: &mut Wiring) {
        self.set(T::wire(wiring));
    }

    unsafe fn clear(&self) {
        // SAFETY: the caller's promise.
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
