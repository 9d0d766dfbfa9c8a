//! The journey of a value, with the memory on the way counted.

use std::fmt::Debug;

use hotswap::Abi;
use test_kit::allocated;

#[global_allocator]
static COUNTING: test_kit::Counting = test_kit::Counting;

/// Lowers a value and lifts it again.
pub(crate) fn there_and_back<T: Abi>(value: T) -> T {
    // SAFETY: lowered from the same type just here, and lifted once.
    unsafe { T::lift(value.lower()) }
}

/// The value comes back the same, and nothing stays behind.
#[track_caller]
pub(crate) fn crosses<T: Abi + Clone + PartialEq + Debug>(value: &T) {
    crosses_as(value, T::eq);
}

/// As [`crosses`], with another notion of the same.
#[track_caller]
pub(crate) fn crosses_as<T: Abi + Clone + Debug>(value: &T, same: impl Fn(&T, &T) -> bool) {
    let before = allocated();
    let back = there_and_back(value.clone());
    assert!(same(&back, value), "{value:?} came back as {back:?}");
    drop(back);
    assert_eq!(allocated() - before, 0, "bytes left behind by {value:?}");
}

/// A test for each strategy: all of its values cross.
macro_rules! crossing {
    ($($name:ident: $strategy:expr;)*) => {
        proptest::proptest! {$(
            #[test]
            fn $name(value in $strategy) {
                $crate::support::crosses(&value);
            }
        )*}
    };
}
