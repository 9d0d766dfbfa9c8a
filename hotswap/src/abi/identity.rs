//! Types that are asked for by a projection: `<Job as Argument<'call>>::Itself` is `Job`.
//!
//! What is missing is then reported where the user wrote the type, and nowhere else. A bound of an associated
//! type would say the same, and point into this crate's source as well.

use super::{Abi, AbiArg, AbiReturn};

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

/// A type that can be an argument of an async function, whose future has it: every [`AbiArg`] that is `Send`.
pub trait AsyncArgument<'s> {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<'s, T: AbiArg<'s> + Send> AsyncArgument<'s> for T {
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
