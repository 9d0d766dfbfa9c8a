//! `Box<T>`, which recursive types need.

use super::Abi;
use super::buffer::OwnedBox;
use super::depth;
use super::levels::{Depth, Levels};
use crate::shape::{Kind, Part, Shape, TypeDesc};

impl<T: Shape> Shape for Box<T> {
    const TYPE: &'static TypeDesc = &TypeDesc::new(
        Kind::Generic,
        "Box",
        &[Part {
            label: "",
            ty: T::TYPE,
        }],
    );
}

// SAFETY: C-LAYOUT: an address, and the function that frees it.
unsafe impl<T: Abi> Abi for Box<T> {
    type Repr = OwnedBox<T::Repr>;

    fn check_depth(&self, levels: Levels) -> Depth {
        depth::check(&**self, levels)
    }

    fn lower(self) -> Self::Repr {
        OwnedBox::new((*self).lower())
    }

    unsafe fn lift(repr: Self::Repr) -> Self {
        // SAFETY: LOWERED: `repr` comes from `lower`, by the contract of `lift`.
        let inner = unsafe { repr.into_inner() };
        // SAFETY: LOWERED: so does the value inside.
        Box::new(unsafe { T::lift(inner) })
    }
}
