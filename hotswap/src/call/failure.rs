//! A call that did not end well, on its way to the caller.
//!
//! # Invariant
//!
//! A [`Failure`] is null, or points to a [`FailureRepr`] in a box of the library that made it, which nobody
//! else refers to. It is turned into an error exactly once, by the receiver; the box is freed by its maker.

use std::ptr::NonNull;

use super::symbols::symbolize;
use crate::abi::Abi;
use crate::error::{EncodedError, Error};

/// What a call came to: nothing to report, or an error or a panic.
#[repr(transparent)]
#[derive(Debug)]
#[must_use = "a failure that nobody looks at leaks"]
pub struct Failure(Option<NonNull<FailureRepr>>);

/// A failure in memory. It has no size to ask, so it never grows: what an error has more goes into its texts.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct FailureRepr {
    pub(crate) free: unsafe extern "C" fn(NonNull<FailureRepr>),
    pub(crate) error: <EncodedError as Abi>::Repr,
}

/// Frees the box, not what is in it.
///
/// # Safety
///
/// `failure` was made by [`Failure::from_encoded`] in this library, and its content has moved out.
unsafe extern "C" fn free_here(failure: NonNull<FailureRepr>) {
    // SAFETY: by the caller's word it is a box of this library. `FailureRepr` has no drop glue.
    drop(unsafe { Box::from_raw(failure.as_ptr()) });
}

impl Failure {
    /// All went well.
    #[inline]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Whether all went well.
    #[inline]
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// An error on its way out.
    #[cold]
    pub fn from_error(error: Error) -> Self {
        Self::from_encoded(error.encode())
    }

    /// An error in the form in which it crosses.
    pub(super) fn from_encoded(error: EncodedError) -> Self {
        let failure = Box::new(FailureRepr {
            free: free_here,
            error: error.lower(),
        });
        Self(Some(NonNull::from(Box::leak(failure))))
    }

    /// The error that the callee reported.
    ///
    /// # Safety
    ///
    /// The failure is one, by [`Failure::is_none`], and the library that made it is mapped.
    #[cold]
    pub unsafe fn into_error(self) -> Error {
        let Some(failure) = self.0 else {
            return Error::msg("a call failed without saying why");
        };
        // SAFETY: by the invariant it points to a failure, whose content is read once.
        let FailureRepr { free, error } = unsafe { failure.read() };
        // SAFETY: the content has moved out, and `free` belongs to whoever made the box.
        unsafe { free(failure) };
        // SAFETY: it was lowered by `from_encoded`, in whichever library.
        Error::decode(unsafe { EncodedError::lift(error) }, symbolize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(size_of::<Failure>(), size_of::<usize>());
        assert_eq!(std::mem::offset_of!(FailureRepr, free), 0);
        assert_eq!(std::mem::offset_of!(FailureRepr, error), size_of::<usize>());
    }

    #[test]
    fn nothing_to_report_is_null() {
        assert!(Failure::none().is_none());
    }
}
