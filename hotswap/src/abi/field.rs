//! The fields of derived types.
//!
//! `derive(Abi)` names the type of each field once, as the associated type of a [`Field`]; what it generates
//! beyond that uses the generic types here. So a field that cannot cross is one error, at the field.

use std::mem::ManuallyDrop;

use super::depth;
use super::guard::{Guarded, guard, unguard};
use super::levels::{Depth, Levels};
use super::{Abi, Same};
use crate::shape::{Shape, TypeDesc};

/// A type whose field number `INDEX` is known.
pub trait Field<const INDEX: usize>: 'static {
    /// The type of the field.
    type Type: Same<Self::Known>;

    /// The same type, asked for by [`Value`](crate::abi::Value).
    type Known: Abi + Same<Self::Type>;

    /// Its description. Where types contain each other this is a cycle, and the name is all that rustc says of it.
    const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static TypeDesc = <Self::Known as Shape>::TYPE;
}

// The array says that the representation has a size, and `ManuallyDrop` that there is nothing to drop, without
// asking for the representation itself, which would be another error for a type that has none. (What is never
// lifted leaks, whatever it is.)

/// The representation of a field.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Plain<T: Field<INDEX>, const INDEX: usize>(ManuallyDrop<[<T::Known as Abi>::Repr; 1]>);

impl<T: Field<INDEX>, const INDEX: usize> Plain<T, INDEX> {
    /// As [`Abi::check_depth`].
    ///
    /// # Errors
    ///
    /// If the field is nested too deeply.
    #[inline]
    pub fn check_depth(value: &T::Type, levels: Levels) -> Depth {
        depth::check(value.same_ref(), levels)
    }

    /// Lowers the field.
    #[inline]
    pub fn lower(value: T::Type) -> Self {
        Self(ManuallyDrop::new([value.same().lower()]))
    }

    /// Lifts the field.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`].
    #[inline]
    pub unsafe fn lift(self) -> T::Type {
        let [repr] = ManuallyDrop::into_inner(self.0);
        // SAFETY: the caller's promise.
        unsafe { T::Known::lift(repr) }.same()
    }
}

/// That of a field that is known by its name to be of a type like `u64`, so that nothing in it is nested.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Leaf<T: Field<INDEX>, const INDEX: usize>(Plain<T, INDEX>);

impl<T: Field<INDEX>, const INDEX: usize> Leaf<T, INDEX> {
    /// Lowers the field.
    #[inline]
    pub fn lower(value: T::Type) -> Self {
        const {
            assert!(
                !T::Known::TYPE.is_recursive(),
                "a type that contains itself has the name of a type of Rust: give it another name"
            );
        }
        Self(Plain::lower(value))
    }

    /// Lifts the field.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`].
    #[inline]
    pub unsafe fn lift(self) -> T::Type {
        // SAFETY: the caller's promise.
        unsafe { self.0.lift() }
    }
}

/// The representation of a field through which its type contains itself.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Direct<T: Field<INDEX>, const INDEX: usize>(
    ManuallyDrop<[Guarded<<T::Known as Abi>::Repr>; 1]>,
);

impl<T: Field<INDEX>, const INDEX: usize> Direct<T, INDEX> {
    /// As [`Abi::check_depth`].
    ///
    /// # Errors
    ///
    /// If the field is nested too deeply.
    #[inline]
    pub fn check_depth(value: &T::Type, levels: Levels) -> Depth {
        value.same_ref().check_depth(levels)
    }

    /// Lowers the field.
    pub fn lower(value: T::Type) -> Self {
        Self(ManuallyDrop::new([guard(value.same())]))
    }

    /// Lifts the field.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`], but the other type's fingerprint may be another.
    pub unsafe fn lift(self) -> T::Type {
        let [guarded] = ManuallyDrop::into_inner(self.0);
        // SAFETY: the caller's promise.
        unsafe { unguard::<T::Known>(guarded) }.same()
    }
}

/// The representation of a field with `#[hotswap(recursive)]`.
///
/// Behind an address: its description is but a name, so nothing may depend on its layout.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Declared<T: Field<INDEX>, const INDEX: usize>(
    [Guarded<<Box<T::Known> as Abi>::Repr>; 1],
);

impl<T: Field<INDEX>, const INDEX: usize> Declared<T, INDEX> {
    /// As [`Abi::check_depth`].
    ///
    /// # Errors
    ///
    /// If the field is nested too deeply.
    #[inline]
    pub fn check_depth(value: &T::Type, levels: Levels) -> Depth {
        value.same_ref().check_depth(levels)
    }

    /// Lowers the field.
    pub fn lower(value: T::Type) -> Self {
        Self([guard(Box::new(value.same()))])
    }

    /// Lifts the field.
    ///
    /// # Safety
    ///
    /// As for [`Abi::lift`], but the other type's fingerprint may be another.
    pub unsafe fn lift(self) -> T::Type {
        let [guarded] = self.0;
        // SAFETY: the caller's promise.
        let boxed = unsafe { unguard::<Box<T::Known>>(guarded) };
        (*boxed).same()
    }
}
