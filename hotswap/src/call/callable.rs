//! The caller's end of a call.

use std::mem::MaybeUninit;

use super::args::{Args, Entry};
use super::barrier::contain;
use super::failure::Failure;
use crate::abi::Abi;
use crate::bytes::Reader;
use crate::error::{Error, Result};
use crate::raw::{RawSlice, RawStr};
use crate::shape::{Fingerprint, Tree, function_fingerprint};

/// A function of a plugin that can be called by whoever knows its signature.
///
/// Borrows everything from the plugin: it is as good as the plugin's library is mapped.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Callable {
    entry: Entry,
    fingerprint: Fingerprint,
    plugin: RawStr,
    name: RawStr,
    signature: RawSlice<u8>,
}

impl Callable {
    /// A function of the plugin called `plugin`. Nothing of it is looked at before it is called, which is `unsafe`.
    pub fn new(
        entry: Entry,
        fingerprint: Fingerprint,
        plugin: &str,
        name: &str,
        signature: &[u8],
    ) -> Self {
        Self {
            entry,
            fingerprint,
            plugin: RawStr::new(plugin),
            name: RawStr::new(name),
            signature: RawSlice::new(signature),
        }
    }

    /// Its adapter.
    pub(crate) const fn entry(&self) -> Entry {
        self.entry
    }

    /// The fingerprint of its signature.
    pub(crate) const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The name of the plugin.
    ///
    /// # Safety
    ///
    /// The plugin is loaded for `'a`.
    pub unsafe fn plugin<'a>(&self) -> &'a str {
        // SAFETY: the caller's promise.
        unsafe { self.plugin.as_str() }
    }

    /// The name of the function.
    ///
    /// # Safety
    ///
    /// The plugin is loaded for `'a`.
    pub unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: the caller's promise.
        unsafe { self.name.as_str() }
    }

    /// The signature of the function; `None` if what the plugin says of it makes no sense.
    ///
    /// # Safety
    ///
    /// The plugin is loaded.
    pub unsafe fn signature(&self) -> Option<Tree> {
        // SAFETY: the caller's promise.
        let bytes = unsafe { self.signature.as_slice() };
        Tree::decode(&mut Reader::new(bytes)).ok()
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`] if it takes or returns something else, [`Error::Panicked`] if it
    /// panicked, or the error that it returned.
    ///
    /// # Safety
    ///
    /// It was made of the entry and the fingerprint of one [`Item`](crate::root::Item), which is a function. The plugin is
    /// loaded, and stays so for the call.
    #[inline]
    pub unsafe fn call<'s, R: Abi, A: Args<'s>>(&self, args: A) -> Result<R> {
        if self.fingerprint != const { function_fingerprint(A::PARAMS, R::TYPE) } {
            // SAFETY: the caller's promise.
            return Err(unsafe { self.mismatch(call_site::<R, A>()) });
        }
        let mut out = MaybeUninit::uninit();
        // SAFETY: equal fingerprints mean equal representations, and the plugin is loaded.
        let failure = unsafe { args.call::<R::Repr>(self.entry, out.as_mut_ptr()) };
        // Every way to fail returns by itself: where they join the good one, the compiler keeps the whole result in memory
        // and asks it again which it is.
        if !failure.is_none() {
            // SAFETY: it is of the call just made, to a plugin that is loaded.
            return Err(unsafe { self.failed(failure) });
        }
        // SAFETY: no failure means that `out` is written.
        let repr = unsafe { out.assume_init() };
        if const { R::TYPE.is_recursive() } {
            // SAFETY: as below.
            let lifted = unsafe { lift_recursive(repr) };
            // SAFETY: the plugin is loaded.
            return lifted.map_err(|error| unsafe { self.blame(error) });
        }
        // SAFETY: equal fingerprints: it was lowered from a type with that of `R`, by a plugin that is loaded.
        Ok(unsafe { R::lift(repr) })
    }

    /// # Safety
    ///
    /// As for [`Failure::into_error`]. The plugin is loaded.
    #[cold]
    #[inline(never)]
    unsafe fn failed(&self, failure: Failure) -> Error {
        // SAFETY: the caller's promise.
        let error = unsafe { failure.into_error() };
        // SAFETY: the caller's promise.
        unsafe { self.blame(error) }
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    pub(crate) unsafe fn blame(&self, error: Error) -> Error {
        // SAFETY: the caller's promise.
        error.from_plugin(unsafe { self.plugin() })
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    pub(crate) unsafe fn mismatch(&self, host: Tree) -> Error {
        // SAFETY: the caller's promise.
        let plugin = unsafe { self.plugin() };
        // SAFETY: the caller's promise.
        let name = unsafe { self.name() };
        // SAFETY: the caller's promise.
        let signature = unsafe { self.signature() };
        Error::signature_mismatch(plugin, name, &host, signature.as_ref())
    }
}

/// Takes over what a call gave.
///
/// # Errors
///
/// If it turned out to be of another type further down.
///
/// # Safety
///
/// `out` was written by a call, just made, of code that is still mapped and returns what `R` describes.
#[inline]
pub(crate) unsafe fn lift_result<R: Abi>(out: MaybeUninit<R::Repr>) -> Result<R> {
    // SAFETY: the caller's promise.
    let repr = unsafe { out.assume_init() };
    if const { R::TYPE.is_recursive() } {
        // SAFETY: as below.
        return unsafe { lift_recursive(repr) };
    }
    // SAFETY: it was lowered from a type with the fingerprint of `R`.
    Ok(unsafe { R::lift(repr) })
}

/// Lifts a result that may turn out to be of another type further down.
///
/// # Safety
///
/// `repr` was lowered from a type with the fingerprint of `R`, by code that is still mapped.
unsafe fn lift_recursive<R: Abi>(repr: R::Repr) -> Result<R> {
    // SAFETY: the caller's promise.
    contain(|| Ok(unsafe { R::lift(repr) })).map_err(|error| match error {
        Error::Panicked { message, .. } => Error::msg(message),
        other => other,
    })
}

fn call_site<'s, R: Abi, A: Args<'s>>() -> Tree {
    let params = A::PARAMS.iter().map(|part| part.ty.tree());
    Tree::function("", params, R::TYPE.tree())
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(Callable, entry), 0);
        assert_eq!(offset_of!(Callable, fingerprint), 8);
        assert_eq!(offset_of!(Callable, plugin), 24);
        assert_eq!(offset_of!(Callable, name), 24 + 2 * word);
        assert_eq!(offset_of!(Callable, signature), 24 + 4 * word);
        assert_eq!(size_of::<Callable>(), 24 + 6 * word);
    }
}
