//! What a field of a plugin's imports may be.

use super::Wiring;
use crate::object::{AnyObj, Interface, Obj};
use crate::shape::TypeDesc;

/// A field that stands for another plugin.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot stand for a plugin",
    label = "not an object of an interface",
    note = "write `Obj<dyn Trait>`, or `Option<Obj<dyn Trait>>` if the plugin may be missing",
    note = "for a plugin that must only be loaded before, write `()` and put `#[hotswap(order_only)]` on it",
    note = "for a field that is none, put `#[hotswap(skip)]` on it"
)]
pub trait ImportField: Sized {
    /// The interface that the other plugin must export, if any.
    const INTERFACE: Option<&'static TypeDesc>;
    /// Whether it may be missing.
    const OPTIONAL: bool;

    /// The value, for what the host found. It has seen to it that the object fits.
    fn take(object: Option<AnyObj>) -> Option<Self>;

    /// The value, for the next import.
    ///
    /// # Panics
    ///
    /// If the host did not look at what the manifest says.
    fn fill(wiring: &mut Wiring) -> Self {
        let field = wiring.next_object().and_then(Self::take);
        field.expect("the host gives an object that fits for each import")
    }

    /// Lets go of it.
    fn let_go(self) {}
}

#[diagnostic::do_not_recommend]
impl<I: ?Sized + Interface> ImportField for Obj<I> {
    const INTERFACE: Option<&'static TypeDesc> = Some(I::TYPE);
    const OPTIONAL: bool = false;

    fn take(object: Option<AnyObj>) -> Option<Self> {
        object?.downcast()
    }
}

#[diagnostic::do_not_recommend]
impl<I: ?Sized + Interface> ImportField for Option<Obj<I>> {
    const INTERFACE: Option<&'static TypeDesc> = Some(I::TYPE);
    const OPTIONAL: bool = true;

    fn take(object: Option<AnyObj>) -> Option<Self> {
        match object {
            Some(object) => object.downcast().map(Some),
            None => Some(None),
        }
    }
}

/// The other plugin is loaded before, and that is all.
#[diagnostic::do_not_recommend]
impl ImportField for () {
    const INTERFACE: Option<&'static TypeDesc> = None;
    const OPTIONAL: bool = false;

    fn take(_: Option<AnyObj>) -> Option<Self> {
        Some(())
    }
}
