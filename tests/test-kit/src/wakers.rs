//! Wakers that do something.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

type OnClone = Box<dyn Fn() + Send + Sync>;

/// A waker that does nothing but call `on_clone` when it is cloned, as wakers of other crates may do.
pub fn waker_with_clone(on_clone: impl Fn() + Send + Sync + 'static) -> Waker {
    let on_clone: OnClone = Box::new(on_clone);
    // SAFETY: COUNTED: the data is a count of an `Arc<OnClone>`, as the functions of the table expect.
    unsafe { Waker::from_raw(raw(Arc::new(on_clone))) }
}

fn raw(on_clone: Arc<OnClone>) -> RawWaker {
    RawWaker::new(Arc::into_raw(on_clone).cast(), &TABLE)
}

static TABLE: RawWakerVTable = {
    unsafe fn clone(data: *const ()) -> RawWaker {
        // SAFETY: COUNTED: it is a count of an `Arc<OnClone>`, which stays with the waker that is cloned.
        let on_clone = unsafe { &*data.cast::<OnClone>() };
        on_clone();
        // SAFETY: COUNTED: it is a count of an `Arc<OnClone>`.
        unsafe { Arc::increment_strong_count(data.cast::<OnClone>()) };
        RawWaker::new(data, &TABLE)
    }
    unsafe fn nothing(_: *const ()) {}
    unsafe fn drop(data: *const ()) {
        // SAFETY: COUNTED: it is a count of an `Arc<OnClone>`, given up here.
        std::mem::drop(unsafe { Arc::from_raw(data.cast::<OnClone>()) });
    }
    RawWakerVTable::new(clone, drop, nothing, drop)
};
