//! What a plugin needs of others, and gets before its first hook.
//!
//! - `declaration`: what it needs, as the manifest says it
//! - `field`: what a field of it may be
//! - `shared`: that threads may share it
//! - `slot`: where it lies while the plugin lives
//! - `wire`: how it crosses

mod declaration;
mod field;
mod shared;
mod slot;
mod wire;

pub use declaration::Import;
pub use field::{ImportField, MayBeMissing, Needed, OrderOnly};
#[doc(hidden)]
pub use shared::{Share, Shared};
pub use slot::{Slot, Wired};
pub use wire::{RawImport, Wiring, keep_field};

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
