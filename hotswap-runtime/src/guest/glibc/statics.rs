//! Memory that statics of a library own: nobody frees it, so it would be lost with each library.
//!
//! Rust never drops statics. The buffer of `stdout` is one, the panic hook another: a kilobyte a reload. So
//! what a library allocates while it sets up such things is written down, and freed once the library is
//! unmapped: if its statics still had the address then, for otherwise the library has freed it itself.

use std::cell::RefCell;
use std::ffi::c_void;

use super::image::Image;
use super::slots;

thread_local! {
    /// What was allocated on this thread since the recording began.
    static RECORD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// `malloc` of a library that is being recorded.
///
/// # Safety
///
/// As the C library's.
unsafe extern "C" fn recorded(size: usize) -> *mut c_void {
    // SAFETY: the caller's promise.
    let place = unsafe { libc::malloc(size) };
    if !place.is_null() {
        // Where the thread ends already, there is nothing to write to: then it is lost.
        let _ = RECORD.try_with(|record| record.borrow_mut().push(place.addr()));
    }
    place
}

/// What the library allocates during `set_up`.
///
/// # Safety
///
/// The image is mapped, and none of its code runs but what `set_up` calls on this thread.
pub(super) unsafe fn record(image: &Image, set_up: impl FnOnce()) -> Vec<usize> {
    // SAFETY: the caller's promise.
    let redirection = unsafe { slots::redirect(image, c"malloc", recorded as *const () as usize) };
    // A thread that ends may have no record any more: then what is allocated is lost.
    let take = || RECORD.try_with(RefCell::take).unwrap_or_default();
    take();
    set_up();
    drop(redirection);
    take()
}

/// Those of `places` that a static of the library has.
///
/// # Safety
///
/// The image is mapped, and none of its code runs.
pub(super) unsafe fn owned(image: &Image, mut places: Vec<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    // SAFETY: the caller's promise.
    for word in unsafe { image.writable_words() } {
        if let Some(number) = places.iter().position(|&place| place == word) {
            found.push(places.swap_remove(number));
        }
    }
    found
}

/// Frees what was owned by the statics of a library that is unmapped.
///
/// # Safety
///
/// The places are those that [`owned`] gave, and the library is gone.
pub(super) unsafe fn free(places: Vec<usize>) {
    for place in places {
        // SAFETY: `malloc` gave it, the library had not freed it, and nobody has it any more.
        unsafe { libc::free(place as *mut c_void) };
    }
}
