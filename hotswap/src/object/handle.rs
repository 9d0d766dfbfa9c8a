//! An object in use, of any interface: counted, called, named.
//!
//! What keeps its library loaded is told in `keeping`, and how it leaves and comes back in `crossing`.
//!
//! # Invariant
//!
//! `data` is one strong count of what `table` is for, which is one of [`Tables`]. `keeping` keeps the library of both loaded.

use std::ffi::c_void;

use super::header::Header;
use super::keeping::Keeping;
use super::owner::Owner;
use super::vtable::{Table, Tables};
use crate::call::Entry;
use crate::error::{Error, HOST};
use crate::keep::Keep;
use crate::linked::Linked;
use crate::shape::Fingerprint;

/// An object in use.
#[derive(Debug)]
pub(super) struct Handle {
    pub(super) data: *const c_void,
    pub(super) table: *const Header,
    pub(super) keeping: Keeping,
}

// SAFETY: only ever made of an `Arc` of something that is `Send + Sync`; its table is data.
unsafe impl Send for Handle {}
// SAFETY: as above.
unsafe impl Sync for Handle {}

impl Handle {
    /// An object of this library.
    ///
    /// # Safety
    ///
    /// `data` is a strong count of an `Arc` of the type that `tables` are for.
    pub(super) unsafe fn new<T: Table>(data: *const c_void, tables: &'static Tables<T>) -> Self {
        Self {
            data,
            table: std::ptr::from_ref(tables).cast(),
            keeping: Keeping::of_own(),
        }
    }

    pub(super) fn data(&self) -> *const c_void {
        self.data
    }

    #[inline]
    fn header(&self) -> &Header {
        // SAFETY: by the invariant the library is mapped, and so is its table.
        unsafe { &*self.table }
    }

    /// Method number `index`.
    ///
    /// # Safety
    ///
    /// The table is a `T`.
    #[inline]
    pub(super) unsafe fn method<T: Table>(&self, index: usize) -> Entry {
        // SAFETY: the caller's promise; and as in `header`.
        unsafe { &*self.table.cast::<T>() }.method(index)
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.header().fingerprint
    }

    #[inline]
    pub(super) fn owner(&self) -> &Owner {
        self.header().owner
    }

    /// The plugin that it belongs to, if that is linked into this library.
    pub(super) fn linked(&self) -> Option<&'static Linked> {
        self.keeping.linked()
    }

    /// Whose it is, for people.
    pub(super) fn owner_name(&self) -> &str {
        if let Some(plugin) = self.linked() {
            return plugin.name();
        }
        // SAFETY: the owner is loaded for as long as `self` is borrowed.
        unsafe { self.owner().name() }
    }

    /// Says in an error whose code it came from.
    #[cold]
    pub(super) fn blame(&self, error: Error) -> Error {
        match self.owner_name() {
            "" => error,
            // An error is the more useful the nearer the plugin is that it names; a panic names its place.
            HOST if !matches!(error, Error::Panicked { .. }) => error,
            name => error.from_plugin(name),
        }
    }

    /// What keeps its library loaded.
    pub(super) fn keep(&self) -> Option<&Keep> {
        self.keeping.keep()
    }

    /// The same, with another keep of the same library.
    pub(super) fn kept_by(mut self, keep: Keep) -> Self {
        self.keeping = self.keeping.with_keep(keep);
        self
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        // SAFETY: by the invariant `data` is a count of what this function is for.
        unsafe { (self.header().retain)(self.data) };
        Self {
            data: self.data,
            table: self.table,
            keeping: self.keeping.clone(),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: by the invariant `data` is a count of what this function is for, and it is ours. The
        // library is mapped until `keeping` is dropped, which is after this.
        unsafe { (self.header().release)(self.data) }
    }
}
