//! Fields through which a type contains itself.
//!
//! The description of a type stops where the type recurs, so it cannot vouch for what is there: two types
//! may have equal descriptions and differ further down. Such a field therefore carries the fingerprint of
//! its own type, which describes one level more, and is not touched before that has been compared.
//!
//! # Invariant
//!
//! The description of a guarded field is marked as such ([`Kind::Recursion`](crate::shape::Kind)), so both
//! sides guard the same fields; and the layout of what is guarded does not depend on what the description
//! leaves out, which [`Described`](super::recursive::Described) checks for types that contain themselves, and a box makes so
//! for those that say it with `#[hotswap(recursive)]`.

use super::Abi;
use crate::shape::Fingerprint;

/// A representation, and the fingerprint of the type it was lowered from.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Guarded<R> {
    fingerprint: Fingerprint,
    repr: R,
}

/// Lowers a field through which its type contains itself.
pub(super) fn guard<T: Abi>(value: T) -> Guarded<T::Repr> {
    Guarded {
        fingerprint: T::TYPE.fingerprint(),
        repr: value.lower(),
    }
}

/// Lifts what [`guard`] lowered.
///
/// # Panics
///
/// If it was lowered from another type. A plugin that is handed such a value has panicked, for its caller.
///
/// # Safety
///
/// As for [`Abi::lift`], but the other type's fingerprint may be another.
pub(super) unsafe fn unguard<T: Abi>(guarded: Guarded<T::Repr>) -> T {
    assert!(
        guarded.fingerprint == T::TYPE.fingerprint(),
        "host and plugin have different ideas of `{}`, part of a type that contains itself: \
         build both against one version of it",
        T::TYPE.tree()
    );
    // SAFETY: the caller's promise, and the fingerprints are equal.
    unsafe { T::lift(guarded.repr) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn a_value_of_another_type_is_not_touched() {
        let guarded = guard(7u32);
        // SAFETY: the fingerprints differ, so nothing is lifted.
        let panic = catch_unwind(|| unsafe { unguard::<char>(guarded) }).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.contains("`char`"), "{message}");
    }

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(std::mem::offset_of!(Guarded<u8>, fingerprint), 0);
        assert_eq!(std::mem::offset_of!(Guarded<u8>, repr), 16);
        assert_eq!(size_of::<Guarded<u64>>(), 24);
    }
}
