//! The tables of one implementation of an interface.
//!
//! There are two, one after the other: a library uses the first on objects of its own. A host gives others
//! the second, whose functions count who is inside; what a plugin gives to others is its first.
//!
//! # Invariant
//!
//! `retain` and `release` are for an `Arc` of the type that the methods are for, and all of them, and
//! `owner`, belong to the library that made the table. It lives as long as that library is mapped.

use std::ffi::c_void;
use std::sync::Arc;

use super::owner::Owner;
use crate::call::{Entry, nesting, silence};
use crate::shape::{Fingerprint, TypeDesc};

/// What the tables of all interfaces begin with.
#[repr(C)]
#[derive(Debug)]
pub struct Header {
    size: u32,
    door: u32,
    pub(super) fingerprint: Fingerprint,
    pub(super) owner: &'static Owner,
    pub(super) retain: unsafe extern "C" fn(*const c_void),
    pub(super) release: unsafe extern "C" fn(*const c_void),
}

/// The [`Header::door`] of the table that a library uses itself.
const OWN: u32 = 0;
/// That of the table which counts.
const COUNTED: u32 = 1;

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
            door: OWN,
            fingerprint: interface.fingerprint(),
            owner: Owner::here(),
            retain: retain::<T>,
            release: release::<T>,
        };
        Self {
            counted: VTable {
                header: Header {
                    door: COUNTED,
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

/// The table for others, of a host's object.
///
/// # Safety
///
/// It is one of [`Tables`].
pub(super) unsafe fn for_others(table: *const Header) -> *const Header {
    // SAFETY: the caller's promise.
    match unsafe { &*table } {
        Header {
            door: OWN, size, ..
        } => table.wrapping_byte_add(*size as usize),
        _ => table,
    }
}

/// The table for the library that made the object.
///
/// # Safety
///
/// It is one of [`Tables`].
pub(super) unsafe fn for_itself(table: *const Header) -> *const Header {
    // SAFETY: the caller's promise.
    match unsafe { &*table } {
        Header {
            door: COUNTED,
            size,
            ..
        } => table.wrapping_byte_sub(*size as usize),
        _ => table,
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

/// # Safety
///
/// As for [`release`].
unsafe extern "C" fn release_counted<T>(data: *const c_void) {
    let _count = nesting::enter(std::any::type_name::<T>);
    // SAFETY: the caller's promise.
    unsafe { release::<T>(data) }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(Header, size), 0);
        assert_eq!(offset_of!(Header, door), 4);
        assert_eq!(offset_of!(Header, fingerprint), 8);
        assert_eq!(offset_of!(Header, owner), 24);
        assert_eq!(offset_of!(Header, retain), 24 + word);
        assert_eq!(offset_of!(Header, release), 24 + 2 * word);
        assert_eq!(size_of::<Header>(), 24 + 3 * word);
        assert_eq!(offset_of!(VTable<2>, methods), size_of::<Header>());
        assert_eq!(size_of::<VTable<2>>(), size_of::<Header>() + 2 * word);
        assert_eq!(
            offset_of!(Tables<VTable<2>>, counted),
            size_of::<VTable<2>>()
        );
    }
}
