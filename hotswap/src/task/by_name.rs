//! Async functions that are called by name.

use super::call::NamedCall;
use super::function::by_name;
use super::slot::TaskSlot;
use crate::abi::Abi;
use crate::call::{Args, Callable};
use crate::error::Result;
use crate::shape::{Tree, function_fingerprint};

impl Callable {
    /// Calls the function, which is async. The call begins when the result is first polled.
    ///
    /// # Errors
    ///
    /// As [`Callable::call`].
    ///
    /// # Safety
    ///
    /// As for [`Callable::call`], and the plugin stays loaded as long as the result is there.
    #[inline]
    pub async unsafe fn call_async<'s, R: Abi, A: Args<'s>>(&self, args: A) -> Result<R> {
        let result = by_name::<R>();
        if self.fingerprint() != const { function_fingerprint(A::PARAMS, by_name::<R>()) } {
            let params = A::PARAMS.iter().map(|part| part.ty.tree());
            let host = Tree::function("", params, result.tree());
            // SAFETY: MAPPED: the plugin is loaded, by the contract of this function.
            return Err(unsafe { self.mismatch(host) });
        }
        let mut slot = TaskSlot::new();
        // SAFETY: SAME-SHAPE and TASK-SLOT: equal fingerprints mean equal representations. The slot is in this future, which is pinned, and is dropped
        // after the call. The plugin is loaded by the caller's promise.
        let call = unsafe { NamedCall::new(self.entry(), args, &mut slot) };
        // SAFETY: MAPPED: the plugin is loaded, by the contract of this function.
        call.await.map_err(|error| unsafe { self.blame(error) })
    }
}
