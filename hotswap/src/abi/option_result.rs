//! `Option` and `Result`.

use super::Abi;
use super::depth;
use super::levels::{Depth, Levels};
use crate::shape::{Kind, Part, Shape, TypeDesc};

/// `Option` with C layout.
#[repr(C, u8)]
#[derive(Debug)]
pub enum OptionRepr<R> {
    /// Nothing.
    None,
    /// Something.
    Some(R),
}

impl<T: Shape> Shape for Option<T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "Option",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

// SAFETY: C-LAYOUT: a tag and a union, laid out as in C by `repr(C, u8)`.
unsafe impl<T: Abi> Abi for Option<T> {
    type Repr = OptionRepr<T::Repr>;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check_all(self, levels)
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            None => OptionRepr::None,
            Some(value) => OptionRepr::Some(value.lower()),
        }
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        match repr {
            OptionRepr::None => None,
            // SAFETY: LOWERED: what holds for the whole holds for its content.
            OptionRepr::Some(value) => Some(unsafe { T::lift(value) }),
        }
    }
}

/// `Result` with C layout.
#[repr(C, u8)]
#[derive(Debug)]
pub enum ResultRepr<T, E> {
    /// The value.
    Ok(T),
    /// The error.
    Err(E),
}

impl<T: Shape, E: Shape> Shape for Result<T, E> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "Result",
        &[
            Part {
                label: "",
                ty: T::TYPE,
            },
            Part {
                label: "",
                ty: E::TYPE,
            },
        ],
    );
}

// SAFETY: C-LAYOUT: a tag and a union, laid out as in C by `repr(C, u8)`.
unsafe impl<T: Abi, E: Abi> Abi for Result<T, E> {
    type Repr = ResultRepr<T::Repr, E::Repr>;

    fn check_depth(&self, levels: Levels) -> Depth {
        match self {
            Ok(value) => depth::check(value, levels),
            Err(error) => depth::check(error, levels),
        }
    }

    #[inline]
    fn lower(self) -> Self::Repr {
        match self {
            Ok(value) => ResultRepr::Ok(value.lower()),
            Err(error) => ResultRepr::Err(error.lower()),
        }
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        match repr {
            // SAFETY: LOWERED: what holds for the whole holds for its content.
            ResultRepr::Ok(value) => Ok(unsafe { T::lift(value) }),
            // SAFETY: LOWERED: what holds for the whole holds for its content.
            ResultRepr::Err(error) => Err(unsafe { E::lift(error) }),
        }
    }
}
