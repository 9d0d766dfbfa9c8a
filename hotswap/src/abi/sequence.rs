//! `Vec<T>`, `VecDeque<T>`, arrays and `&[T]`.

use std::collections::VecDeque;

use super::buffer::{Lent, OwnedBuf};
use super::depth;
use super::levels::{Depth, Levels};
use super::{Abi, AbiArg};
use crate::shape::{Kind, Part, Shape, TypeDesc};

impl<T: Shape> Shape for Vec<T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "Vec",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

// SAFETY: a buffer of representations with C layout.
unsafe impl<T: Abi> Abi for Vec<T> {
    type Repr = OwnedBuf<T::Repr>;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check_all(self, levels)
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        // For plain elements this compiles to a move of the buffer: std collects in place.
        OwnedBuf::new(self.into_iter().map(T::lower).collect())
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: the caller says that `repr` comes from `lower`.
        let elements = unsafe { repr.into_vec() }.into_iter();
        // SAFETY: the same holds for each element. For plain ones this compiles to nothing.
        elements
            .map(|element| unsafe { T::lift(element) })
            .collect()
    }
}

impl<T: Shape> Shape for VecDeque<T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "VecDeque",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

// SAFETY: it crosses as a vector.
unsafe impl<T: Abi> Abi for VecDeque<T> {
    type Repr = <Vec<T> as Abi>::Repr;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check_all(self, levels)
    }

    fn lower(self) -> Self::Repr {
        Vec::from(self).lower()
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: the caller's promise is the same as for the vector.
        unsafe { <Vec<T>>::lift(repr) }.into()
    }
}

/// An array of representations. C has no arrays by value, so it is wrapped in a struct.
#[repr(C)]
#[derive(Debug)]
pub struct ArrayRepr<R, const N: usize>([R; N]);

impl<T: Shape, const N: usize> Shape for [T; N] {
    const TYPE: &'static TypeDesc = &TypeDesc::array(
        N,
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

// SAFETY: an array of representations with C layout; its length is part of the fingerprint.
unsafe impl<T: Abi, const N: usize> Abi for [T; N] {
    type Repr = ArrayRepr<T::Repr, N>;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check_all(self, levels)
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        ArrayRepr(self.map(T::lower))
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: the caller keeps the rules of `lift` for the array, and so for each element.
        repr.0.map(|element| unsafe { T::lift(element) })
    }
}

impl<T: Shape> Shape for &[T] {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Slice,
        "",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

/// A slice argument in the callee: the caller's own elements, or what was made of them.
#[derive(Debug)]
pub struct HeldSlice<T> {
    ptr: *const T,
    len: usize,
    given: Vec<T>,
}

// SAFETY: addresses and lengths with C layout. Plain elements are lent as they are, which `Abi::PLAIN`
// allows; others are cloned, since their layout may differ on the two sides.
#[diagnostic::do_not_recommend]
unsafe impl<'s, T: Abi + Clone> AbiArg<'s> for &'s [T] {
    type Repr = Lent<T, T::Repr>;
    type Held = HeldSlice<T>;

    fn check_depth_lent(&self, levels: Levels) -> Depth {
        depth::check_all(*self, levels)
    }

    #[inline]
    fn lend(self) -> Self::Repr {
        let given = if T::PLAIN {
            Vec::new()
        } else {
            self.iter().cloned().map(T::lower).collect()
        };
        Lent {
            ptr: self.as_ptr(),
            len: self.len(),
            given: OwnedBuf::new(given),
        }
    }

    #[inline]
    unsafe fn hold(repr: Self::Repr) -> Self::Held {
        let given = if T::PLAIN {
            Vec::new()
        } else {
            // SAFETY: the caller says that `repr` comes from `lend`, which lowered a vector.
            unsafe { <Vec<T>>::lift(repr.given) }
        };
        HeldSlice {
            ptr: repr.ptr,
            len: repr.len,
            given,
        }
    }

    #[inline]
    unsafe fn get(held: &'s mut Self::Held) -> &'s [T] {
        if T::PLAIN {
            // SAFETY: the caller's promise: the elements that were lent are there for `'s`.
            unsafe { std::slice::from_raw_parts(held.ptr, held.len) }
        } else {
            &held.given
        }
    }
}
