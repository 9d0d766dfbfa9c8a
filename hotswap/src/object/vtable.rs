//! The table of one implementation of an interface.
//!
//! # Invariant
//!
//! `retain` and `release` are for an `Arc` of the type that the methods are for, and all of them, and
//! `owner`, belong to the library that made the table. It lives as long as that library is mapped.

use std::ffi::c_void;
use std::sync::Arc;

use super::owner::Owner;
use crate::call::{Entry, silence};
use crate::shape::TypeDesc;

/// What the tables of all interfaces begin with.
#[repr(C)]
#[derive(Debug)]
pub struct Header {
    size: u32,
    pub(super) fingerprint: u64,
    pub(super) owner: &'static Owner,
    pub(super) retain: unsafe extern "C" fn(*const c_void),
    pub(super) release: unsafe extern "C" fn(*const c_void),
}

/// A table with `N` methods, in the order of the trait.
#[repr(C)]
#[derive(Debug)]
pub struct VTable<const N: usize> {
    header: Header,
    methods: [Entry; N],
}

impl<const N: usize> VTable<N> {
    /// The table of `T`, for the interface of this description.
    ///
    /// # Safety
    ///
    /// Each method is the adapter of the method at that place in the description, for a `T`.
    pub const unsafe fn new<T: Send + Sync + 'static>(
        interface: &TypeDesc,
        methods: [Entry; N],
    ) -> Self {
        Self {
            header: Header {
                size: size_of::<Self>() as u32,
                fingerprint: interface.fingerprint(),
                owner: Owner::here(),
                retain: retain::<T>,
                release: release::<T>,
            },
            methods,
        }
    }
}

/// A [`VTable`] of whatever length.
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
    // SAFETY: the caller's promise.
    unsafe { Arc::increment_strong_count(data.cast::<T>()) }
}

/// # Safety
///
/// `data` is a strong count of an `Arc<T>`, given up here.
unsafe extern "C" fn release<T>(data: *const c_void) {
    // SAFETY: the caller's promise.
    let arc = unsafe { Arc::from_raw(data.cast::<T>()) };
    // The panic hook has told of it. Whoever dropped the object has done nothing wrong.
    silence(|| drop(arc));
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(Header, size), 0);
        assert_eq!(offset_of!(Header, fingerprint), 8);
        assert_eq!(offset_of!(Header, owner), 16);
        assert_eq!(offset_of!(Header, retain), 16 + word);
        assert_eq!(offset_of!(Header, release), 16 + 2 * word);
        assert_eq!(size_of::<Header>(), 16 + 3 * word);
        assert_eq!(offset_of!(VTable<2>, methods), size_of::<Header>());
        assert_eq!(size_of::<VTable<2>>(), size_of::<Header>() + 2 * word);
    }
}
