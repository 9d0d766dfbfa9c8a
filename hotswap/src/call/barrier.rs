//! The callee's end of a call, and other places where a panic must stop.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::failure::Failure;
use super::panic_hook;
use super::symbols::symbolize;
use crate::abi::{Abi, AbiReturn, Levels, depth};
use crate::error::{Error, Result};

/// Runs the body of a function that another library called. No panic unwinds out of it.
///
/// # Safety
///
/// `out` is valid for one write.
#[inline]
pub unsafe fn barrier<R: AbiReturn>(
    out: *mut <R::Ok as Abi>::Repr,
    body: impl FnOnce() -> R,
) -> Failure {
    // SAFETY: OUT: `out` is valid for one write, by the contract of this function.
    contained(|| unsafe { deliver(out, body()) })
}

/// Gives the result of a function to its caller.
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
            // SAFETY: OUT: `out` is valid for one write, by the contract of this function.
            unsafe { out.write(value.lower()) };
            Failure::none()
        }
        Err(error) => Failure::from_error(error),
    }
}

/// Runs code that another library called, and turns a panic into the failure.
#[inline]
pub(crate) fn contained(body: impl FnOnce() -> Failure) -> Failure {
    // `AssertUnwindSafe`: state that a panic leaves inconsistent belongs to the plugin, and the panic is reported.
    // The texts of an error are made by code of the plugin too, so this is done inside.
    let outcome = catch_unwind(AssertUnwindSafe(body));
    outcome.unwrap_or_else(|payload| Failure::from_encoded(panic_hook::encoded(payload)))
}

/// As [`barrier`], for a body without a value. A body that has a result writes it itself.
#[inline]
pub(crate) fn barrier_without_value<R: AbiReturn<Ok = ()>>(body: impl FnOnce() -> R) -> Failure {
    let mut done = ();
    // SAFETY: OUT: `done` is a place to write to.
    unsafe { barrier(&raw mut done, body) }
}

/// Runs code that may panic, and turns a panic into an error.
///
/// # Errors
///
/// The error of `body`, or [`Error::Panicked`].
pub fn contain<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => result,
        Err(payload) => Err(panicked(payload)),
    }
}

/// As [`contain`], for code that returns no errors. It is on the path of each call whose result may have to be refused.
///
/// # Errors
///
/// [`Error::Panicked`].
#[inline]
pub(crate) fn contain_panics<T>(body: impl FnOnce() -> T) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => Ok(value),
        Err(payload) => Err(panicked(payload)),
    }
}

#[cold]
fn panicked(payload: Box<dyn Any + Send>) -> Error {
    Error::decode(panic_hook::encoded(payload), symbolize)
}

/// Runs code of a task. A panic is reported to the host, because nothing may ask for the result, and is the error.
pub(crate) fn told<T>(body: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(body))
        .map_err(|payload| Error::decode(panic_hook::told(payload), symbolize))
}

/// Runs code whose panics cannot be returned to a caller. They are reported to the host.
pub(crate) fn silence(body: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(body)) {
        panic_hook::lose(payload);
    }
}
