//! The callee's end of a call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::failure::Failure;
use crate::abi::{Abi, AbiReturn};

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
    // Whatever the body leaves broken is the plugin's own state: the panic is reported, not hidden.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        body().into_result().map(|value| {
            // SAFETY: the caller's promise.
            unsafe { out.write(value.lower()) }
        })
    }));
    match outcome {
        Ok(Ok(())) => Failure::none(),
        Ok(Err(error)) => Failure::from_error(error),
        Err(payload) => Failure::from_panic(payload),
    }
}
