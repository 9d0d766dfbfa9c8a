//! `String` and `&str`.

use super::buffer::OwnedBuf;
use super::{Abi, AbiArg};
use crate::raw::RawStr;
use crate::shape::{Kind, Shape, TypeDesc};

impl Shape for String {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "String", &[]);
}

// SAFETY: a buffer of bytes with C layout.
#[diagnostic::do_not_recommend]
unsafe impl Abi for String {
    type Repr = OwnedBuf<u8>;

    #[inline]
    fn lower(self) -> Self::Repr {
        OwnedBuf::new(self.into_bytes())
    }

    #[inline]
    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: the caller says that `repr` comes from `lower`.
        let bytes = unsafe { repr.into_vec() };
        // SAFETY: the same; so the bytes were those of a `String`.
        unsafe { String::from_utf8_unchecked(bytes) }
    }
}

impl Shape for &str {
    const TYPE: &'static TypeDesc = &TypeDesc::new(Kind::Primitive, "&str", &[]);
}

// SAFETY: address and length with C layout; the text borrows from the caller's argument alone.
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
        // SAFETY: the caller's promise: the text that was lent is there for `'s`.
        unsafe { local.as_str() }
    }
}
