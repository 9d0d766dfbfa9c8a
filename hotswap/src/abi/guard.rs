//! Fields through which a type contains itself.
//!
//! The description of a type stops where the type recurs: two types may have equal descriptions and differ further down. So
//! such a field carries the fingerprint of its own type, which describes one more level, and is not lifted before the
//! fingerprints were compared.
//!
//! # Invariant
//!
//! The description of a guarded field is marked as such ([`Kind::Recursion`](crate::shape::Kind)), so both sides guard the same
//! fields. The layout of a guarded value does not depend on the part that its description leaves out:
//! [`Described`](super::recursive::Described) checks this for types that contain themselves, and a box ensures it for fields with
//! `#[hotswap(recursive)]`.

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
/// If it was lowered from another type. For the caller of a plugin that receives such a value, the plugin panicked.
///
/// # Safety
///
/// As for [`Abi::lift`], except that the value may have been lowered from another type.
pub(super) unsafe fn unguard<T: Abi>(guarded: Guarded<T::Repr>) -> T {
    assert!(
        guarded.fingerprint == T::TYPE.fingerprint(),
        "host and plugin have different versions of `{}`, part of a type that contains itself: \
         build both against the same version",
        T::TYPE.tree()
    );
    // SAFETY: SAME-SHAPE and LOWERED: the fingerprints are equal, and `guard` lowered it.
    unsafe { T::lift(guarded.repr) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn a_value_of_another_type_is_not_touched() {
        let guarded = guard(7u32);
        // SAFETY: SAME-SHAPE: the fingerprints differ, so nothing is lifted.
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
