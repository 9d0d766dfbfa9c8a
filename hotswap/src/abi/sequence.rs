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

// SAFETY: C-LAYOUT: a buffer of representations.
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
        // SAFETY: LOWERED: `repr` comes from `lower`, by the contract of `lift`.
        let elements = unsafe { repr.into_vec() }.into_iter();
        // SAFETY: LOWERED: so does each element. For plain ones this compiles to nothing.
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

// SAFETY: C-LAYOUT: it crosses as a vector.
unsafe impl<T: Abi> Abi for VecDeque<T> {
    type Repr = <Vec<T> as Abi>::Repr;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check_all(self, levels)
    }

    fn lower(self) -> Self::Repr {
        Vec::from(self).lower()
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: LOWERED: it was lowered as a vector.
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

// SAFETY: C-LAYOUT: an array of representations; its length is part of the fingerprint.
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
        // SAFETY: LOWERED: what holds for the array holds for each element.
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
pub struct ReceivedSlice<T> {
    ptr: *const T,
    len: usize,
    given: Vec<T>,
}

// SAFETY: C-LAYOUT: addresses and lengths. Plain elements are lent as they are, which `Abi::PLAIN` allows; others are
// cloned, since their layout may differ on the two sides.
#[diagnostic::do_not_recommend]
unsafe impl<'s, T: Abi + Clone> AbiArg<'s> for &'s [T] {
    type Repr = Lent<T, T::Repr>;
    type Local = ReceivedSlice<T>;

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
    unsafe fn receive(repr: Self::Repr) -> Self::Local {
        let given = if T::PLAIN {
            Vec::new()
        } else {
            // SAFETY: LOWERED: `repr` comes from `lend`, which lowered a vector.
            unsafe { <Vec<T>>::lift(repr.given) }
        };
        ReceivedSlice {
            ptr: repr.ptr,
            len: repr.len,
            given,
        }
    }

    #[inline]
    unsafe fn get(local: &'s mut Self::Local) -> &'s [T] {
        if T::PLAIN {
            // SAFETY: LENT: the elements that were lent live for `'s`, by the contract of `get`.
            unsafe { std::slice::from_raw_parts(local.ptr, local.len) }
        } else {
            &local.given
        }
    }
}
