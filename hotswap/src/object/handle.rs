//! An object in use, of any interface: counting, calling, naming.
//!
//! See `keeping` for what keeps its library loaded, and `crossing` for how it leaves and comes back.
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

// SAFETY: SEND-SYNC: a handle is only made of an `Arc` of something that is `Send + Sync`; its table is data.
unsafe impl Send for Handle {}
// SAFETY: SEND-SYNC: as for `Send`.
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
        // SAFETY: MAPPED: `keeping` keeps the library mapped, and so its table.
        unsafe { &*self.table }
    }

    /// Method number `index`.
    ///
    /// # Safety
    ///
    /// The table is a `T`.
    #[inline]
    pub(super) unsafe fn method<T: Table>(&self, index: usize) -> Entry {
        // SAFETY: MAPPED and TABLES: as in `header`; the table is a `T`, by the contract of this function.
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

    /// The name of its owner, for messages.
    pub(super) fn owner_name(&self) -> &str {
        if let Some(plugin) = self.linked() {
            return plugin.name();
        }
        // SAFETY: MAPPED: the owner is loaded for as long as `self` is borrowed.
        unsafe { self.owner().name() }
    }

    /// Adds the name of the owner to an error.
    #[cold]
    pub(super) fn blame(&self, error: Error) -> Error {
        match self.owner_name() {
            "" => error,
            // An error of the host usually names the plugin that caused it. A panic names its place.
            HOST if !matches!(error, Error::Panicked { .. }) => error,
            name => error.from_plugin(name),
        }
    }

    /// The keep of its library.
    pub(super) fn keep(&self) -> Option<&Keep> {
        self.keeping.keep()
    }

    /// The same object, with another keep of the same library.
    pub(super) fn kept_by(mut self, keep: Keep) -> Self {
        self.keeping = self.keeping.with_keep(keep);
        self
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        // SAFETY: COUNTED: `data` is a count of what this function is for.
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
        // SAFETY: COUNTED and MAPPED: `data` is a count of what this function is for, and is given up here. The
        // library is mapped until `keeping` is dropped, which is after this.
        unsafe { (self.header().release)(self.data) }
    }
}
