//! The types that a field of a plugin's imports may have.

use super::wiring::Wiring;
use crate::object::{AnyObj, Interface, Obj};
use crate::shape::TypeDesc;

/// The type of a field for another plugin, in one of three roles: [`Needed`], [`MayBeMissing`], [`OrderOnly`].
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot be an import",
    label = "not an object of an interface",
    note = "write `Obj<dyn Trait>`",
    note = "if the plugin may be missing, write `Option<Obj<dyn Trait>>` and put `#[hotswap(optional)]` on it",
    note = "if the plugin only needs to be loaded first, write `()` and put `#[hotswap(order_only)]` on it",
    note = "for a field that is not an import, put `#[hotswap(skip)]` on it"
)]
pub trait ImportField<Role = Needed>: Sized {
    /// The interface that the other plugin must export, if any.
    const INTERFACE: Option<&'static TypeDesc>;
    /// Whether it may be missing.
    const OPTIONAL: bool;

    /// The value of the field. The host has checked that the object fits.
    fn take(object: Option<AnyObj>) -> Option<Self>;

    /// The value of the field, from the next import.
    ///
    /// # Panics
    ///
    /// If the host passed other objects than the manifest asks for.
    fn fill(wiring: &mut Wiring) -> Self {
        let field = wiring.next_object().and_then(Self::take);
        field.expect("the host gives an object that fits for each import")
    }

    /// Drops the object.
    fn let_go(self) {}
}

/// The plugin must be there.
#[derive(Debug)]
pub enum Needed {}

/// The plugin may be missing.
#[derive(Debug)]
pub enum MayBeMissing {}

/// The plugin is loaded first, and gives no object.
#[derive(Debug)]
pub enum OrderOnly {}

// Through `OneField`, because rustc would otherwise suggest an implementation of another role, and point here.
#[diagnostic::do_not_recommend]
impl<F: OneField<Role = R>, R> ImportField<R> for F {
    const INTERFACE: Option<&'static TypeDesc> = F::INTERFACE;
    const OPTIONAL: bool = F::OPTIONAL;

    fn take(object: Option<AnyObj>) -> Option<Self> {
        F::take(object)
    }
}

/// The type of a field, which has one role.
pub trait OneField: Sized {
    /// The role.
    type Role;
    /// As of [`ImportField`].
    const INTERFACE: Option<&'static TypeDesc>;
    /// As of [`ImportField`].
    const OPTIONAL: bool = false;

    /// As of [`ImportField`].
    fn take(object: Option<AnyObj>) -> Option<Self>;
}

impl<I: ?Sized + Interface> OneField for Obj<I> {
    type Role = Needed;
    const INTERFACE: Option<&'static TypeDesc> = Some(I::TYPE);

    fn take(object: Option<AnyObj>) -> Option<Self> {
        object?.downcast()
    }
}

impl<I: ?Sized + Interface> OneField for Option<Obj<I>> {
    type Role = MayBeMissing;
    const INTERFACE: Option<&'static TypeDesc> = Some(I::TYPE);
    const OPTIONAL: bool = true;

    fn take(object: Option<AnyObj>) -> Option<Self> {
        match object {
            Some(object) => object.downcast().map(Some),
            None => Some(None),
        }
    }
}

impl OneField for () {
    type Role = OrderOnly;
    const INTERFACE: Option<&'static TypeDesc> = None;

    fn take(_: Option<AnyObj>) -> Option<Self> {
        Some(())
    }
}
