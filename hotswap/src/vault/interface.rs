//! An interface by name and fingerprint, which is described on demand.
//!
//! # Invariant
//!
//! `describe` belongs to a library that is mapped for `'a`, and returns a description as [`Tree::encode`] writes it.

use std::fmt;

use crate::abi::buffer::OwnedBuf;
use crate::bytes::Reader;
use crate::object::Interface;
use crate::raw::RawStr;
use crate::shape::{Fingerprint, Tree};

/// The interface of a slot.
#[derive(Clone, Copy)]
pub struct InterfaceRef<'a> {
    name: &'a str,
    fingerprint: Fingerprint,
    describe: Describe,
}

type Describe = extern "C" fn() -> OwnedBuf<u8>;

/// An [`InterfaceRef`] as it crosses, lent for a call.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct RawInterface {
    name: RawStr,
    fingerprint: Fingerprint,
    describe: Describe,
}

impl InterfaceRef<'static> {
    /// The interface `I`, as this library knows it.
    pub const fn of<I: ?Sized + Interface>() -> Self {
        Self {
            name: I::TYPE.name(),
            fingerprint: I::TYPE.fingerprint(),
            describe: describe::<I>,
        }
    }
}

impl<'a> InterfaceRef<'a> {
    /// The name of the trait.
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The fingerprint of its methods.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Its description; `None` if the encoding is invalid.
    pub fn tree(&self) -> Option<Tree> {
        // SAFETY: MAPPED and LOWERED: the library is mapped, and has just given the buffer up.
        let bytes = unsafe { (self.describe)().into_vec() };
        Tree::decode(&mut Reader::new(&bytes)).ok()
    }

    pub(super) const fn to_raw(self) -> RawInterface {
        RawInterface {
            name: RawStr::new(self.name),
            fingerprint: self.fingerprint,
            describe: self.describe,
        }
    }

    /// # Safety
    ///
    /// It was lent by a library that is mapped for `'a`.
    pub(super) const unsafe fn from_raw(raw: RawInterface) -> Self {
        Self {
            // SAFETY: LENT: by the contract of this function.
            name: unsafe { raw.name.as_str() },
            fingerprint: raw.fingerprint,
            describe: raw.describe,
        }
    }
}

impl fmt::Debug for InterfaceRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dyn {} ({})", self.name, self.fingerprint)
    }
}

extern "C" fn describe<I: ?Sized + Interface>() -> OwnedBuf<u8> {
    OwnedBuf::new(I::TYPE.tree().encode())
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[hotswap::interface]
    trait Greeter {
        fn greet(&self, name: &str) -> String;
    }

    #[test]
    fn an_interface_is_described_on_the_other_side() {
        let raw = InterfaceRef::of::<dyn Greeter>().to_raw();
        // SAFETY: MAPPED: this library is mapped.
        let interface = unsafe { InterfaceRef::from_raw(raw) };
        assert_eq!(interface.name(), "Greeter");
        assert_eq!(
            interface.tree().unwrap().fingerprint(),
            interface.fingerprint()
        );
    }

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawInterface, name), 0);
        assert_eq!(offset_of!(RawInterface, fingerprint), 2 * word);
        assert_eq!(offset_of!(RawInterface, describe), 2 * word + 16);
        assert_eq!(size_of::<RawInterface>(), 3 * word + 16);
    }
}
