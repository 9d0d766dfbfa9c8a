//! The fields of derived types.
//!
//! `derive(Abi)` names the type of each field once, as the associated type of a [`Field`]. The rest of the generated code uses
//! the generic types here, so a field that cannot cross causes one error, at the field.

use std::mem::ManuallyDrop;

use super::depth;
use super::guard::{Guarded, guard, unguard};
use super::levels::{Depth, Levels};
use super::{Abi, Same};
use crate::shape::{Shape, TypeDesc};

/// A type with a field number `INDEX`.
pub trait Field<const INDEX: usize>: 'static {
    /// The type of the field.
    type Type: Same<Self::Resolved>;

    /// The same type, named through [`Value`](crate::abi::Value).
    type Resolved: Abi + Same<Self::Type>;

    /// Its description. If types contain each other, this is a cycle, and rustc reports only the name of the constant.
    const TYPE_UNLESS_HOTSWAP_RECURSIVE: &'static TypeDesc = <Self::Resolved as Shape>::TYPE;
}

// The array tells rustc that the representation has a size, and `ManuallyDrop` that there is nothing to drop, without
// looking at the representation itself, which would be another error for a type that has none. (A representation that is
// never lifted leaks anyway.)

/// The representation of a field.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Plain<T: Field<INDEX>, const INDEX: usize>(
    ManuallyDrop<[<T::Resolved as Abi>::Repr; 1]>,
);

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
        // SAFETY: LOWERED: by the contract of this function.
        unsafe { T::Resolved::lift(repr) }.same()
    }
}

/// The representation of a field whose type has the name of a type like `u64`, which cannot be nested.
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
                !T::Resolved::TYPE.is_recursive(),
                "a type that contains itself has the name of a built-in type: rename it"
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
        // SAFETY: LOWERED: by the contract of this function.
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
    ManuallyDrop<[Guarded<<T::Resolved as Abi>::Repr>; 1]>,
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
    /// As for [`Abi::lift`], except that the value may have been lowered from another type.
    pub unsafe fn lift(self) -> T::Type {
        let [guarded] = ManuallyDrop::into_inner(self.0);
        // SAFETY: LOWERED: by the contract of this function; `unguard` compares the fingerprints.
        unsafe { unguard::<T::Resolved>(guarded) }.same()
    }
}

/// The representation of a field with `#[hotswap(recursive)]`.
///
/// It is behind a pointer: its description is only a name, so nothing may depend on its layout.
#[repr(transparent)]
#[allow(
    missing_debug_implementations,
    reason = "only ever part of another representation"
)]
pub struct Declared<T: Field<INDEX>, const INDEX: usize>(
    [Guarded<<Box<T::Resolved> as Abi>::Repr>; 1],
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
    /// As for [`Abi::lift`], except that the value may have been lowered from another type.
    pub unsafe fn lift(self) -> T::Type {
        let [guarded] = self.0;
        // SAFETY: LOWERED: by the contract of this function; `unguard` compares the fingerprints.
        let boxed = unsafe { unguard::<Box<T::Resolved>>(guarded) };
        (*boxed).same()
    }
}
