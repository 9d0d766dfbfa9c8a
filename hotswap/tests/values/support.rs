//! The journey of a value, with the memory on the way counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Debug;

use hotswap::Abi;

/// Counts the bytes that each thread has allocated and not freed.
struct Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    LIVE.set(LIVE.get() + bytes);
}

// SAFETY: everything is left to the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        // SAFETY: the caller's promise; `alloc` took it from the system with this layout.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

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
    let before = LIVE.get();
    let back = there_and_back(value.clone());
    assert!(same(&back, value), "{value:?} came back as {back:?}");
    drop(back);
    assert_eq!(LIVE.get() - before, 0, "bytes left behind by {value:?}");
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
