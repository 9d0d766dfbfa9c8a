//! Tuples of up to twelve.

use super::Abi;
use super::depth;
use super::levels::{Depth, Levels};
use crate::shape::{Kind, Part, Shape, TypeDesc};

macro_rules! tuple {
    ($repr:ident: $($ty:ident $field:tt),+) => {
        #[doc = concat!("A tuple of ", stringify!($($field)+), " with C layout.")]
        #[repr(C)]
        #[derive(Debug)]
        pub struct $repr<$($ty),+>($($ty),+);

        impl<$($ty: Shape),+> Shape for ($($ty,)+) {
            const TYPE: &'static TypeDesc = &TypeDesc::new(
                Kind::Tuple,
                "",
                &[$(Part { label: "", ty: $ty::TYPE }),+],
            );
        }

        // SAFETY: C-LAYOUT: a struct of representations.
        #[diagnostic::do_not_recommend]
        unsafe impl<$($ty: Abi),+> Abi for ($($ty,)+) {
            type Repr = $repr<$($ty::Repr),+>;

            fn check_depth(&self, levels: Levels) -> Depth {
                $(depth::check(&self.$field, levels)?;)+
                Ok(())
            }

            #[inline]
            fn lower(self) -> Self::Repr {
                $repr($(self.$field.lower()),+)
            }

            #[inline]
            unsafe fn lift(repr: Self::Repr) -> Self {
                // SAFETY: LOWERED: what holds for the whole holds for each element.
                ($(unsafe { $ty::lift(repr.$field) },)+)
            }
        }
    };
}

tuple!(Tuple1: A 0);
tuple!(Tuple2: A 0, B 1);
tuple!(Tuple3: A 0, B 1, C 2);
tuple!(Tuple4: A 0, B 1, C 2, D 3);
tuple!(Tuple5: A 0, B 1, C 2, D 3, E 4);
tuple!(Tuple6: A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(Tuple7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(Tuple8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(Tuple9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(Tuple10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(Tuple11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(Tuple12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
