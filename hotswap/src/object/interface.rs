//! What `#[hotswap::interface]` tells of a trait.

use super::vtable::{Table, VTable};
use crate::shape::{Itself, Part, TypeDesc};

/// A trait whose objects can cross: `dyn Trait` implements it.
///
/// Comes with [`#[hotswap::interface]`](macro@crate::interface).
///
/// # Safety
///
/// Equal fingerprints of `TYPE` mean equal tables: as many methods, in one order, with one signature each,
/// whichever compiler built the two sides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and name it without more bounds: `Obj<dyn Trait>`"
)]
pub unsafe trait Interface: Send + Sync + 'static {
    /// The table of an implementation.
    #[doc(hidden)]
    type VTable: Table;

    /// The methods, with their names and signatures. What [`OUTLINE`](Self::OUTLINE) leaves out is in it.
    const TYPE: &'static TypeDesc;

    /// The interface as it stands in descriptions of other types, and in its own: with
    /// [`Itself`] where it stands in its own methods, or the description would never end.
    ///
    /// It does not vouch for the methods of an object. The fingerprint in the object's table does, which is that of
    /// [`TYPE`](Self::TYPE) and is compared when the object arrives.
    #[doc(hidden)]
    const OUTLINE: &'static TypeDesc = Self::TYPE;
}

/// A method in the description of an interface; its `parts` begin with what stands for `self`.
pub const fn method(name: &'static str, parts: &'static [Part]) -> TypeDesc {
    match parts {
        [_this, parts @ ..] => TypeDesc::function(name, parts),
        [] => panic!("a method has at least what stands for `self`"),
    }
}

// SAFETY: only ever part of a description; it has no methods.
unsafe impl Interface for Itself {
    type VTable = VTable<0>;
    const TYPE: &'static TypeDesc = <Self as crate::shape::Shape>::TYPE;
}
