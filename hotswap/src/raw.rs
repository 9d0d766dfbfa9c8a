//! Views of text and tables that another library owns, with C layout.
//!
//! # Invariant
//!
//! `ptr` and `len` are those of a `str` or slice that was alive when the view was made. A view does not keep it alive: code
//! that reads through a view must know that it still is.

use std::marker::PhantomData;

/// A borrowed text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawStr {
    ptr: *const u8,
    len: usize,
}

// SAFETY: SEND-SYNC: a view of text that is not written to while it is borrowed. To read through it is `unsafe`.
unsafe impl Send for RawStr {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for RawStr {}

impl RawStr {
    /// A view of `text`.
    #[inline]
    pub const fn new(text: &str) -> Self {
        Self {
            ptr: text.as_ptr(),
            len: text.len(),
        }
    }

    /// The text.
    ///
    /// # Safety
    ///
    /// The text behind the view lives, unchanged, for `'a`.
    #[inline]
    pub const unsafe fn as_str<'a>(self) -> &'a str {
        // SAFETY: LENT: pointer and length are those of a `str`, which lives for `'a` by the contract of this
        // function.
        let bytes = unsafe { std::slice::from_raw_parts(self.ptr, self.len) };
        // SAFETY: LENT: the bytes are those of a `str`.
        unsafe { std::str::from_utf8_unchecked(bytes) }
    }
}

/// A borrowed slice of elements with C layout.
#[repr(C)]
#[derive(Debug)]
pub struct RawSlice<T> {
    ptr: *const T,
    len: usize,
    _elements: PhantomData<*const T>,
}

// SAFETY: SEND-SYNC: a view of elements that threads may share. To read through it is `unsafe`.
unsafe impl<T: Sync> Send for RawSlice<T> {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl<T: Sync> Sync for RawSlice<T> {}

impl<T> Clone for RawSlice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RawSlice<T> {}

impl<T> RawSlice<T> {
    /// A view of `slice`.
    pub const fn new(slice: &[T]) -> Self {
        Self {
            ptr: slice.as_ptr(),
            len: slice.len(),
            _elements: PhantomData,
        }
    }

    /// The elements.
    ///
    /// # Safety
    ///
    /// The slice behind the view lives, unchanged, for `'a`.
    pub const unsafe fn as_slice<'a>(self) -> &'a [T] {
        // SAFETY: LENT: pointer and length are those of a slice, which lives for `'a` by the contract of this
        // function.
        unsafe { std::slice::from_raw_parts(self.ptr, self.len) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        assert_eq!(size_of::<RawStr>(), 2 * size_of::<usize>());
        assert_eq!(std::mem::offset_of!(RawStr, len), size_of::<usize>());
        assert_eq!(size_of::<RawSlice<u64>>(), 2 * size_of::<usize>());
        assert_eq!(std::mem::offset_of!(RawSlice<u64>, len), size_of::<usize>());
    }
}
