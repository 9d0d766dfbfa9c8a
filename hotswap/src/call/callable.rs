//! The caller's end of a call.

use std::mem::MaybeUninit;

use super::args::{Args, Entry};
use super::barrier::contain_panics;
use super::failure::Failure;
use crate::abi::Abi;
use crate::bytes::Reader;
use crate::error::{Error, Result};
use crate::raw::{RawSlice, RawStr};
use crate::shape::{Fingerprint, Tree, function_fingerprint};

/// A plugin function, which can be called with a matching signature.
///
/// It borrows everything from the plugin, so it is valid only while the plugin's library is mapped.
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
    /// A function of the plugin called `plugin`. Nothing is dereferenced before it is called, which is `unsafe`.
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

    /// The same function with another of its adapters.
    #[must_use]
    pub fn with_entry(self, entry: Entry) -> Self {
        Self { entry, ..self }
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
        // SAFETY: MAPPED: by the contract of this function.
        unsafe { self.plugin.as_str() }
    }

    /// The name of the function.
    ///
    /// # Safety
    ///
    /// The plugin is loaded for `'a`.
    pub unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: MAPPED: by the contract of this function.
        unsafe { self.name.as_str() }
    }

    /// The signature of the function; `None` if its encoding is invalid.
    ///
    /// # Safety
    ///
    /// The plugin is loaded.
    pub unsafe fn signature(&self) -> Option<Tree> {
        // SAFETY: MAPPED: by the contract of this function.
        let bytes = unsafe { self.signature.as_slice() };
        Tree::decode(&mut Reader::new(bytes)).ok()
    }

    /// Calls the function.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`] if its signature is different, [`Error::Panicked`] if it panicked, or the error that it
    /// returned.
    ///
    /// # Safety
    ///
    /// Entry and fingerprint are those of one [`Item`](crate::root::Item), which is a function. The plugin is loaded, and stays
    /// loaded during the call.
    #[inline]
    pub unsafe fn call<'s, R: Abi, A: Args<'s>>(&self, args: A) -> Result<R> {
        if self.fingerprint != const { function_fingerprint(A::PARAMS, R::TYPE) } {
            // SAFETY: MAPPED: by the contract of this function.
            return Err(unsafe { self.mismatch(call_site::<R, A>()) });
        }
        let mut out = MaybeUninit::uninit();
        // SAFETY: SAME-SHAPE, ENTRY and MAPPED: equal fingerprints mean equal representations, and the plugin is
        // loaded.
        let failure = unsafe { args.call::<R::Repr>(self.entry, out.as_mut_ptr()) };
        // Each failure returns on its own. If the paths joined, the compiler would keep the whole result in memory and test
        // again which case it is.
        if !failure.is_none() {
            // SAFETY: LOWERED and MAPPED: it is of the call just made, to a plugin that is loaded.
            return Err(unsafe { self.failed(failure) });
        }
        // SAFETY: OUT: no failure means that `out` is written.
        let repr = unsafe { out.assume_init() };
        if const { R::TYPE.is_recursive() } {
            // SAFETY: SAME-SHAPE and LOWERED: it was lowered from a type with the fingerprint of `R`.
            let lifted = unsafe { lift_recursive(repr) };
            // SAFETY: MAPPED: the plugin is loaded, by the contract of this function.
            return lifted.map_err(|error| unsafe { self.blame(error) });
        }
        // SAFETY: SAME-SHAPE and LOWERED: it was lowered from a type with the fingerprint of `R`, by a plugin that is
        // loaded.
        Ok(unsafe { R::lift(repr) })
    }

    /// # Safety
    ///
    /// As for [`Failure::into_error`]. The plugin is loaded.
    #[cold]
    #[inline(never)]
    unsafe fn failed(&self, failure: Failure) -> Error {
        // SAFETY: LOWERED: by the contract of this function.
        let error = unsafe { failure.into_error() };
        // SAFETY: MAPPED: the plugin is loaded, by the contract of this function.
        unsafe { self.blame(error) }
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    pub(crate) unsafe fn blame(&self, error: Error) -> Error {
        // SAFETY: MAPPED: by the contract of this function.
        error.from_plugin(unsafe { self.plugin() })
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    pub(crate) unsafe fn mismatch(&self, host: Tree) -> Error {
        // SAFETY: MAPPED: by the contract of this function.
        let plugin = unsafe { self.plugin() };
        // SAFETY: MAPPED: by the contract of this function.
        let name = unsafe { self.name() };
        // SAFETY: MAPPED: by the contract of this function.
        let signature = unsafe { self.signature() };
        Error::signature_mismatch(plugin, name, &host, signature.as_ref())
    }
}

/// Lifts the result of a call.
///
/// # Errors
///
/// If its type turns out to be different further down.
///
/// # Safety
///
/// `out` was written by a call, just made, of code that is still mapped and returns what `R` describes.
#[inline]
pub(crate) unsafe fn lift_result<R: Abi>(out: MaybeUninit<R::Repr>) -> Result<R> {
    // SAFETY: OUT: a call has written it, by the contract of this function.
    let repr = unsafe { out.assume_init() };
    if const { R::TYPE.is_recursive() } {
        // SAFETY: SAME-SHAPE and LOWERED: it was lowered from a type with the fingerprint of `R`.
        return unsafe { lift_recursive(repr) };
    }
    // SAFETY: SAME-SHAPE and LOWERED: it was lowered from a type with the fingerprint of `R`.
    Ok(unsafe { R::lift(repr) })
}

/// Lifts a result whose type may turn out to be different further down.
///
/// # Safety
///
/// `repr` was lowered from a type with the fingerprint of `R`, by code that is still mapped.
#[inline]
unsafe fn lift_recursive<R: Abi>(repr: R::Repr) -> Result<R> {
    // SAFETY: LOWERED: by the contract of this function. `lift` compares what lies further down.
    match contain_panics(|| unsafe { R::lift(repr) }) {
        Ok(value) => Ok(value),
        Err(error) => Err(refused(error)),
    }
}

/// The error of a value that is different further down, for which `lift` panicked.
#[cold]
fn refused(error: Error) -> Error {
    match error {
        Error::Panicked { message, .. } => Error::msg(message),
        other => other,
    }
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
