//! The tables of one implementation of an interface.
//!
//! There are two tables, one after the other. A library uses the first for its own objects, and a plugin passes it to other
//! libraries too. A host passes the second, whose functions count calls from plugins.
//!
//! # Invariant
//!
//! `retain` and `release` are for an `Arc` of the type that the methods are for. All functions and `owner` belong to the library
//! that made the table, and the table lives as long as that library is mapped.

use std::ffi::c_void;
use std::sync::Arc;

use super::header::{COUNTED, Header, OWN};
use super::owner::Owner;
use crate::call::{Entry, silence};
use crate::reentrancy;
use crate::shape::TypeDesc;

/// A table with `N` methods, in the order of the trait.
#[repr(C)]
#[derive(Debug)]
pub struct VTable<const N: usize> {
    header: Header,
    methods: [Entry; N],
}

/// Both tables of an implementation.
#[repr(C)]
#[derive(Debug)]
pub struct Tables<V> {
    own: V,
    counted: V,
}

impl<const N: usize> Tables<VTable<N>> {
    /// The tables of `T`, for the interface of this description.
    ///
    /// # Safety
    ///
    /// Each method is the adapter of the method at that place in the description, for a `T`; `counted` are
    /// the same, but count.
    pub const unsafe fn new<T: Send + Sync + 'static>(
        interface: &TypeDesc,
        methods: [Entry; N],
        counted: [Entry; N],
    ) -> Self {
        let own = Header {
            size: size_of::<VTable<N>>() as u32,
            kind: OWN,
            fingerprint: interface.fingerprint(),
            owner: Owner::here(),
            retain: retain::<T>,
            release: release::<T>,
        };
        Self {
            counted: VTable {
                header: Header {
                    kind: COUNTED,
                    release: release_counted::<T>,
                    ..own
                },
                methods: counted,
            },
            own: VTable {
                header: own,
                methods,
            },
        }
    }
}

/// A [`VTable`] of any length.
pub trait Table: 'static {
    /// Method number `index`.
    fn method(&self, index: usize) -> Entry;
}

impl<const N: usize> Table for VTable<N> {
    #[inline]
    fn method(&self, index: usize) -> Entry {
        self.methods[index]
    }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<T>`.
unsafe extern "C" fn retain<T>(data: *const c_void) {
    // SAFETY: COUNTED: `data` is a count of an `Arc<T>`, by the contract of this function.
    unsafe { Arc::increment_strong_count(data.cast::<T>()) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<T>`, given up here.
unsafe extern "C" fn release<T>(data: *const c_void) {
    // SAFETY: COUNTED: `data` is a count of an `Arc<T>`, by the contract of this function.
    let arc = unsafe { Arc::from_raw(data.cast::<T>()) };
    // The panic hook has reported a panic. It is not the fault of the code that dropped the object.
    silence(|| drop(arc));
}

/// # Safety
///
/// As for [`release`].
unsafe extern "C" fn release_counted<T>(data: *const c_void) {
    let _count = reentrancy::enter(std::any::type_name::<T>);
    // SAFETY: COUNTED: `data` is a count of an `Arc<T>`, by the contract of this function.
    unsafe { release::<T>(data) }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(VTable<2>, methods), size_of::<Header>());
        assert_eq!(size_of::<VTable<2>>(), size_of::<Header>() + 2 * word);
        assert_eq!(
            offset_of!(Tables<VTable<2>>, counted),
            size_of::<VTable<2>>()
        );
    }
}
