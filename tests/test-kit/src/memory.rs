//! An allocator that counts what each thread has.
//!
//! ```
//! #[global_allocator]
//! static COUNTING: test_kit::Counting = test_kit::Counting;
//!
//! let before = test_kit::allocated();
//! let bytes = vec![0u8; 1000];
//! assert_eq!(test_kit::allocated() - before, 1000);
//! assert_eq!(test_kit::most_allocated(|| drop(bytes.clone())), 1000);
//! ```

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, which counts for each thread the bytes that it has allocated and freed.
#[derive(Clone, Copy, Debug)]
pub struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

fn count(bytes: isize) {
    let now = NOW.get() + bytes;
    NOW.set(now);
    MOST.set(MOST.get().max(now));
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

/// The bytes that this thread has allocated and not freed. Without [`Counting`] it is 0.
pub fn allocated() -> isize {
    NOW.get()
}

/// The most bytes that this thread had at once during `work`, beyond what it had before.
pub fn most_allocated(work: impl FnOnce()) -> usize {
    let before = NOW.get();
    MOST.set(before);
    work();
    (MOST.get() - before).try_into().unwrap_or(0)
}
