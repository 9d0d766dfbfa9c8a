//! Types that are asked for by a projection: `<Job as Argument<'call>>::Itself` is `Job`.
//!
//! What is missing is then reported where the user wrote the type, and nowhere else. A bound of an associated
//! type would say the same, and point into this crate's source as well.

use super::{Abi, AbiArg, AbiReturn};
use crate::object::{Interface, Obj};
use crate::plugin::Plugin;

/// A type that can be part of another: every [`Abi`].
pub trait Value {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<T: Abi> Value for T {
    type Itself = T;
}

/// A type that can be an argument: every [`AbiArg`].
pub trait Argument<'s> {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<'s, T: AbiArg<'s>> Argument<'s> for T {
    type Itself = T;
}

/// A type that can be the result of a call: every [`AbiReturn`].
pub trait Outcome {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<T: AbiReturn> Outcome for T {
    type Itself = T;
}

/// A `dyn Trait` that objects can be of: every [`Interface`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and name it without more bounds: `Obj<dyn Trait>`"
)]
pub trait Object {
    /// The type.
    type Itself: ?Sized;
    /// An object of it, lent for a call.
    type Lent<'s>;
}

#[diagnostic::do_not_recommend]
impl<T: ?Sized + Interface> Object for T {
    type Itself = T;
    type Lent<'s> = &'s Obj<T>;
}

/// What a host makes one value of: every [`Plugin`].
pub trait IsPlugin {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<T: Plugin> IsPlugin for T {
    type Itself = T;
}

/// A type that is `T`.
pub trait Same<T> {
    /// The value.
    fn same(self) -> T;

    /// The same, borrowed.
    fn same_ref(&self) -> &T;
}

impl<T> Same<T> for T {
    #[inline(always)]
    fn same(self) -> T {
        self
    }

    #[inline(always)]
    fn same_ref(&self) -> &T {
        self
    }
}
