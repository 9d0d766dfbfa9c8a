//! A function of a plugin, held by name.

use std::fmt;

use crate::abi::Abi;
use crate::call::{Args, Callable};
use crate::error::Result;
use crate::keep::Keep;
use crate::shape::Tree;

/// A plugin function that was looked up by name.
///
/// It stays with the version of the plugin that it was taken from, and keeps that version loaded. Use it for a call or a request,
/// and do not store it for longer.
///
/// # Examples
///
/// ```
/// # fn example(vault: &hotswap::Vault) -> hotswap::Result<()> {
/// let greet = vault.live_fn("greet")?;
/// let text: String = greet.call(("Bob",))?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct LiveFn(RawLiveFn);

/// A [`LiveFn`] as it crosses.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct RawLiveFn {
    callable: Callable,
    keep: Keep,
}

impl LiveFn {
    /// The function `callable` of the plugin that `keep` keeps loaded.
    ///
    /// # Safety
    ///
    /// `callable` is that of an item, as [`Callable::call`] requires. Everything that it borrows lives as long as `keep` or a clone
    /// of it.
    pub unsafe fn new(callable: Callable, keep: Keep) -> Self {
        Self(RawLiveFn { callable, keep })
    }

    /// Calls the function. `R` is its return type, or the `T` of its `hotswap::Result<T>`.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`](crate::Error::SignatureMismatch) if its signature is different,
    /// [`Error::Panicked`](crate::Error::Panicked) if it panicked, or the error that it returned.
    #[inline]
    pub fn call<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        // SAFETY: MAPPED and ENTRY: `keep` keeps the plugin loaded, and `new` asks for the callable of an item.
        unsafe { self.0.callable.call(args) }
    }

    /// Calls the function, which is an `async fn`. The call begins when the result is first polled; to drop that is to cancel
    /// the call.
    ///
    /// # Errors
    ///
    /// As [`LiveFn::call`].
    ///
    /// # Examples
    ///
    /// ```
    /// # async fn example(vault: &hotswap::Vault) -> hotswap::Result<()> {
    /// let greet = vault.live_fn("greet")?;
    /// let text: String = greet.call_async(("Bob",)).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub async fn call_async<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        // SAFETY: MAPPED: `keep` keeps the plugin loaded, and is borrowed as long as the call goes on.
        unsafe { self.0.callable.call_async(args) }.await
    }

    /// The name of the function.
    pub fn name(&self) -> &str {
        // SAFETY: MAPPED: `keep` keeps the plugin loaded for as long as `self` is borrowed.
        unsafe { self.0.callable.name() }
    }

    /// The name of the plugin that it belongs to.
    pub fn plugin(&self) -> &str {
        // SAFETY: MAPPED: as in `name`.
        unsafe { self.0.callable.plugin() }
    }

    /// The signature of the function, for messages.
    pub fn signature(&self) -> Option<Tree> {
        // SAFETY: MAPPED: as in `name`.
        unsafe { self.0.callable.signature() }
    }

    pub(crate) fn into_raw(self) -> RawLiveFn {
        self.0
    }

    /// # Safety
    ///
    /// `raw` is the result of `into_raw` in any library, and was given up there.
    pub(crate) unsafe fn from_raw(raw: RawLiveFn) -> Self {
        Self(raw)
    }
}

impl fmt::Debug for LiveFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LiveFn({}.{}", self.plugin(), self.name())?;
        match self.signature() {
            Some(signature) => write!(f, ": {signature})"),
            None => f.write_str(")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawLiveFn, callable), 0);
        assert_eq!(offset_of!(RawLiveFn, keep), size_of::<Callable>());
        assert_eq!(size_of::<RawLiveFn>(), size_of::<Callable>() + 2 * word);
    }
}
