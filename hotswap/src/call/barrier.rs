//! The callee's end of a call, and other places where a panic must stop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::failure::Failure;
use super::panic_hook;
use super::symbols::symbolize;
use crate::abi::{Abi, AbiReturn, Levels, depth};
use crate::error::{Error, Result};

/// Runs the body of a function that another library called; nothing unwinds out of it.
///
/// # Safety
///
/// `out` is valid for one write.
#[inline]
pub unsafe fn barrier<R: AbiReturn>(
    out: *mut <R::Ok as Abi>::Repr,
    body: impl FnOnce() -> R,
) -> Failure {
    // SAFETY: the caller's promise.
    contained(|| unsafe { deliver(out, body()) })
}

/// Gives what a function returned to its caller.
///
/// # Safety
///
/// `out` is valid for one write.
#[inline]
pub(crate) unsafe fn deliver<R: AbiReturn>(out: *mut <R::Ok as Abi>::Repr, returned: R) -> Failure {
    match returned.into_result() {
        Ok(value) => {
            if let Err(error) = depth::check(&value, Levels::ALL) {
                return Failure::from_error(error.into());
            }
            // SAFETY: the caller's promise.
            unsafe { out.write(value.lower()) };
            Failure::none()
        }
        Err(error) => Failure::from_error(error),
    }
}

/// Runs what another library called; its panic is the failure.
#[inline]
pub(crate) fn contained(body: impl FnOnce() -> Failure) -> Failure {
    // Whatever the body leaves broken is the plugin's own state: the panic is reported, not hidden.
    // The texts of an error are made by code of the plugin too, and so inside.
    let outcome = catch_unwind(AssertUnwindSafe(body));
    outcome.unwrap_or_else(|payload| Failure::from_encoded(panic_hook::encoded(payload)))
}

/// Runs code that may panic, and makes an error of its panic.
///
/// # Errors
///
/// What `body` returned as its error, or [`Error::Panicked`].
pub fn contain<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result,
        Err(payload) => Err(Error::decode(panic_hook::encoded(payload), symbolize)),
    }
}

/// Runs code that has no caller to give a panic to: the host is told of it.
pub(crate) fn silence(body: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(body)) {
        panic_hook::lose(payload);
    }
}
