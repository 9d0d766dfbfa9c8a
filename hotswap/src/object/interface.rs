//! The trait that `#[hotswap::interface]` implements.

use super::vtable::{Table, VTable};
use crate::shape::{Itself, Part, TypeDesc};

/// A trait whose objects can cross: `dyn Trait` implements it.
///
/// Comes with [`#[hotswap::interface]`](macro@crate::interface).
///
/// # Safety
///
/// Equal fingerprints of `TYPE` mean equal tables: the same methods, in the same order, with the same signatures, even if
/// different compilers built the two sides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and use it without other bounds: `Obj<dyn Trait>`"
)]
pub unsafe trait Interface: Send + Sync + 'static {
    /// The table of an implementation.
    #[doc(hidden)]
    type VTable: Table;

    /// The methods, with their names and complete signatures.
    const TYPE: &'static TypeDesc;

    /// The interface as it appears in descriptions of types: with [`Itself`] where its own methods mention it, because the
    /// description would not end otherwise.
    ///
    /// Equal outlines do not mean equal methods. The fingerprint in the table of an object is that of [`TYPE`](Self::TYPE), and
    /// is compared when the object arrives.
    #[doc(hidden)]
    const OUTLINE: &'static TypeDesc = Self::TYPE;
}

/// A method in the description of an interface; the first of its `parts` stands for `self`.
pub const fn method(name: &'static str, parts: &'static [Part]) -> TypeDesc {
    match parts {
        [_this, parts @ ..] => TypeDesc::function(name, parts),
        [] => panic!("a method has a part for `self`"),
    }
}

// SAFETY: SAME-SHAPE: it is only part of descriptions, and has no methods.
unsafe impl Interface for Itself {
    type VTable = VTable<0>;
    const TYPE: &'static TypeDesc = <Self as crate::shape::Shape>::TYPE;
}
