//! Integers, floats, `bool`, `char` and `()`.

use super::Abi;
use crate::shape::{Kind, Shape, TypeDesc};

macro_rules! plain {
    ($($ty:ident)*) => {$(
        impl Shape for $ty {
            const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, stringify!($ty), &[]);
        }

        // SAFETY: C-LAYOUT: the type is its own representation, the same in C and under every compiler.
        #[diagnostic::do_not_recommend]
        unsafe impl Abi for $ty {
            type Repr = $ty;
            const PLAIN: bool = true;

            #[inline]
            fn lower(self) -> $ty {
                self
            }

            #[inline]
            unsafe fn lift(repr: $ty) -> $ty {
                repr
            }
        }
    )*};
}

plain!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);

/// A 128-bit integer as two halves: its alignment has changed between compilers.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Halves {
    low: u64,
    high: u64,
}

macro_rules! converted {
    ($($ty:ty, $name:literal, $repr:ty, |$value:ident| $lower:expr, |$lowered:ident| $lift:expr;)*) => {$(
        impl Shape for $ty {
            const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, $name, &[]);
        }

        // SAFETY: C-LAYOUT: the representation is an integer or a pair of them, and `lift` accepts each of its
        // values.
        #[diagnostic::do_not_recommend]
        unsafe impl Abi for $ty {
            type Repr = $repr;

            #[inline]
            fn lower(self) -> $repr {
                let $value = self;
                $lower
            }

            #[inline]
            unsafe fn lift($lowered: $repr) -> Self {
                $lift
            }
        }
    )*};
}

converted! {
    bool, "bool", u8, |value| u8::from(value), |repr| repr != 0;
    char, "char", u32, |value| value.into(),
        |repr| char::from_u32(repr).unwrap_or(char::REPLACEMENT_CHARACTER);
    (), "()", (), |value| value, |repr| repr;
    u128, "u128", Halves, |value| Halves { low: value as u64, high: (value >> 64) as u64 },
        |repr| u128::from(repr.low) | u128::from(repr.high) << 64;
    i128, "i128", Halves, |value| Abi::lower(value as u128),
        // SAFETY: C-LAYOUT: `lift` of `u128` accepts every value.
        |repr| unsafe { <u128 as Abi>::lift(repr) } as i128;
}
