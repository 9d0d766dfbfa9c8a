//! Live data crosses in its stored form.

use super::LiveData;
use crate::abi::Abi;
use crate::shape::{Kind, Part, Shape, TypeDesc};

impl Shape for LiveData {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Struct,
        "LiveData",
        &[Part {
            label: "form",
            ty: <Vec<u8>>::TYPE,
        }],
    );
}

// SAFETY: C-LAYOUT: it crosses as a vector of bytes.
#[diagnostic::do_not_recommend]
unsafe impl Abi for LiveData {
    type Repr = <Vec<u8> as Abi>::Repr;

    fn lower(self) -> Self::Repr {
        self.form.lower()
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: LOWERED: it was lowered as this vector.
        let form = unsafe { <Vec<u8>>::lift(repr) };
        Self::from_form(form)
    }
}
