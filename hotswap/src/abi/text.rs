//! `String` and `&str`.

use super::buffer::OwnedBuf;
use super::{Abi, AbiArg};
use crate::raw::RawStr;
use crate::shape::{Kind, Shape, TypeDesc};

impl Shape for String {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "String", &[]);
}

// SAFETY: C-LAYOUT: a buffer of bytes.
#[diagnostic::do_not_recommend]
unsafe impl Abi for String {
    type Repr = OwnedBuf<u8>;

    #[inline]
    fn lower(self) -> Self::Repr {
        OwnedBuf::new(self.into_bytes())
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: LOWERED: `repr` comes from `lower`, by the contract of `lift`.
        let bytes = unsafe { repr.into_vec() };
        // SAFETY: LOWERED: the bytes were those of a `String`.
        unsafe { String::from_utf8_unchecked(bytes) }
    }
}

impl Shape for &str {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "&str", &[]);
}

// SAFETY: C-LAYOUT: address and length; the text borrows from the caller's argument alone.
#[diagnostic::do_not_recommend]
unsafe impl<'s> AbiArg<'s> for &'s str {
    type Repr = RawStr;
    type Local = RawStr;

    #[inline]
    fn lend(self) -> RawStr {
        RawStr::new(self)
    }

    #[inline]
    unsafe fn receive(repr: RawStr) -> RawStr {
        repr
    }

    #[inline]
    unsafe fn get(local: &'s mut RawStr) -> &'s str {
        // SAFETY: LENT: the text that was lent lives for `'s`, by the contract of `get`.
        unsafe { local.as_str() }
    }
}
