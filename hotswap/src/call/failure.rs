//! A failed call, on its way to the caller.
//!
//! # Invariant
//!
//! A [`Failure`] is null, or the only pointer to a [`FailureRepr`] in a box of the library that made it. The receiver turns it
//! into an error exactly once, and that library frees the box.

use std::ptr::NonNull;

use super::symbols::symbolize;
use crate::abi::Abi;
use crate::error::{EncodedError, Error};

/// The outcome of a call: success, an error or a panic.
#[repr(transparent)]
#[derive(Debug)]
#[must_use = "a failure that is not turned into an error leaks"]
pub struct Failure(Option<NonNull<FailureRepr>>);

/// A failure in memory. It has no size field, so it cannot grow: new fields of an error become texts.
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
    // SAFETY: OWNER-FREES: it is a box of this library, by the contract of this function. `FailureRepr` has no drop
    // glue.
    drop(unsafe { Box::from_raw(failure.as_ptr()) });
}

impl Failure {
    /// No failure.
    #[inline]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Whether the call succeeded.
    #[inline]
    pub const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// Encodes an error.
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
    /// [`Failure::is_none`] is `false`, and the library that made the failure is mapped.
    #[cold]
    pub unsafe fn into_error(self) -> Error {
        let Some(failure) = self.0 else {
            return Error::msg("a call failed without an error");
        };
        // SAFETY: LOWERED: it points to a failure, whose content is read once.
        let FailureRepr { free, error } = unsafe { failure.read() };
        // SAFETY: OWNER-FREES: the content has moved out, and `free` belongs to the library that made the box.
        unsafe { free(failure) };
        // SAFETY: LOWERED: `from_encoded` lowered it, in any library.
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
