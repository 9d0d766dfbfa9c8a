//! Checks that a derived type can be split into its fields, which a type with a `Drop` implementation cannot.
//!
//! rustc would report this where the derived code moves a field out, without a hint what to do. So the derived code checks
//! first, with autoref-like method resolution: an inherent method that only types with `Drop` have hides the method of a trait
//! that all types have.

use std::marker::PhantomData;

/// Finds out whether `T` implements `Drop`.
#[derive(Debug)]
pub struct DropCheck<T>(PhantomData<T>);

impl<T> DropCheck<T> {
    /// The check for `T`.
    #[inline(always)]
    #[must_use]
    pub const fn of() -> Self {
        Self(PhantomData)
    }
}

#[allow(
    drop_bounds,
    reason = "this checks for an `impl Drop`, not for drop glue"
)]
impl<T: Drop> DropCheck<T> {
    /// `T` implements `Drop`.
    #[inline(always)]
    #[must_use]
    pub const fn __drop_check(&self) -> PhantomData<T> {
        PhantomData
    }
}

/// The answer for all types that do not implement `Drop`.
pub trait NoDrop {
    /// `T` does not implement `Drop`.
    #[inline(always)]
    fn __drop_check(&self) -> PhantomData<()> {
        PhantomData
    }
}

impl<T> NoDrop for DropCheck<T> {}

/// A type that can be split into its fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` implements `Drop`, so it cannot cross between host and plugin",
    label = "a value crosses as its fields, so its `Drop` would be skipped",
    note = "if the destructor matters, make an interface and pass an `Obj<dyn Trait>`",
    note = "otherwise derive `Abi` for a type with the same data and without `Drop`, and pass that"
)]
pub trait IntoParts {
    /// Compiles only for such a type.
    #[inline(always)]
    fn check(_: PhantomData<Self>) {}
}

#[diagnostic::do_not_recommend]
impl IntoParts for () {}
