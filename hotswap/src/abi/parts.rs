//! Types that are taken apart to cross, which one with a `Drop` of its own cannot be.
//!
//! rustc would say so where the derived code takes a field out, and not what to do. So the derived code asks first,
//! by the name of a method: the one that types with a `Drop` have hides that of a trait, which all have.

use std::marker::PhantomData;

/// Asks whether `T` has a `Drop` of its own.
#[derive(Debug)]
pub struct Apart<T>(PhantomData<T>);

impl<T> Apart<T> {
    /// Begins to ask.
    #[inline(always)]
    #[must_use]
    pub const fn of() -> Self {
        Self(PhantomData)
    }
}

#[allow(
    drop_bounds,
    reason = "it is this `impl` of `Drop` that counts, not what is dropped with it"
)]
impl<T: Drop> Apart<T> {
    /// It has: `T` is what cannot be taken apart.
    #[inline(always)]
    #[must_use]
    pub const fn __asked(&self) -> PhantomData<T> {
        PhantomData
    }
}

/// The answer for all other types.
pub trait Asked {
    /// It has none, and nothing is in the way.
    #[inline(always)]
    fn __asked(&self) -> PhantomData<()> {
        PhantomData
    }
}

impl<T> Asked for Apart<T> {}

/// What can be taken apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a `Drop` of its own, so it cannot be taken apart to cross between host and plugin",
    label = "this type is taken apart into its fields, and its `Drop` would be skipped",
    note = "if something has to happen where it was made, make it an interface and pass an `Obj<dyn Trait>`",
    note = "if not, derive `Abi` for a type without `Drop` that has the same data, and pass that"
)]
pub trait TakenApart {
    /// Says that nothing is in the way.
    #[inline(always)]
    fn taken_apart(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl TakenApart for () {}
