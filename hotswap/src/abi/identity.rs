//! Identity projections: `<Job as Argument<'call>>::Itself` is `Job`.
//!
//! Generated code names types through them, so that rustc reports a missing trait only where the user wrote the type. A bound
//! of an associated type would be reported in the source of this crate as well.

use super::{Abi, AbiArg, AbiReturn};

/// A type that can be a field of another type: every [`Abi`].
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

/// A type that is equal to `T`.
pub trait Same<T> {
    /// The value.
    fn same(self) -> T;

    /// A reference to the value.
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
