//! An object of whichever interface.
//!
//! # Invariant
//!
//! `data` is one strong count of what `table` is for, which is one of [`Tables`]. `keep` keeps the library of both loaded; there is none
//! only in the library itself, and for objects of a library that is never unloaded: a host.

use std::ffi::c_void;
use std::mem::ManuallyDrop;

use super::vtable::{Header, Table, Tables, for_itself, for_others};
use super::{Owner, owner};
use crate::call::{Entry, nesting};
use crate::error::{Error, HOST, Result};
use crate::keep::{Keep, RawKeep};

/// An object as it crosses. One that is never lifted leaks.
#[repr(C)]
#[derive(Debug)]
pub struct RawObj {
    data: *const c_void,
    table: *const Header,
    keep: RawKeep,
}

/// An object in use.
#[derive(Debug)]
pub(super) struct Handle {
    data: *const c_void,
    table: *const Header,
    keep: Option<Keep>,
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
            keep: None,
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

    pub(super) fn fingerprint(&self) -> u64 {
        self.header().fingerprint
    }

    #[inline]
    pub(super) fn owner(&self) -> &Owner {
        self.header().owner
    }

    /// Whose it is, for people.
    pub(super) fn owner_name(&self) -> &str {
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
        self.keep.as_ref()
    }

    /// The same, with another keep of the same library.
    pub(super) fn kept_by(mut self, keep: Keep) -> Self {
        self.keep = Some(keep);
        self
    }

    /// Gives the object up to another library.
    ///
    /// # Panics
    ///
    /// If the plugin that it belongs to is on its way out.
    pub(super) fn lower(self) -> RawObj {
        self.try_lower().unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Handle::lower`].
    ///
    /// # Errors
    ///
    /// If the plugin that it belongs to is on its way out.
    pub(super) fn try_lower(mut self) -> Result<RawObj> {
        if self.owner().is_here() {
            self.leave()?;
        }
        let mut handle = ManuallyDrop::new(self);
        Ok(RawObj {
            data: handle.data,
            table: handle.table,
            keep: RawKeep::from(handle.keep.take()),
        })
    }

    /// What an object needs that leaves the library which made it.
    fn leave(&mut self) -> Result<()> {
        if nesting::is_host() {
            // SAFETY: by the invariant.
            self.table = unsafe { for_others(self.table) };
        } else {
            self.keep = owner::keep()?;
        }
        Ok(())
    }

    /// Takes an object over from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and has not been lifted before.
    pub(super) unsafe fn lift(raw: RawObj) -> Self {
        let mut handle = Self {
            data: raw.data,
            table: raw.table,
            // SAFETY: the caller's promise: it was given up when the object was lowered.
            keep: unsafe { raw.keep.into_keep() },
        };
        if handle.owner().is_here() {
            handle.come_home();
        }
        handle
    }

    fn come_home(&mut self) {
        // SAFETY: by the invariant.
        self.table = unsafe { for_itself(self.table) };
        // Who keeps an object of its own must not keep itself loaded for ever.
        self.keep = None;
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        // SAFETY: by the invariant `data` is a count of what this function is for.
        unsafe { (self.header().retain)(self.data) };
        Self {
            data: self.data,
            table: self.table,
            keep: self.keep.clone(),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: by the invariant `data` is a count of what this function is for, and it is ours. The
        // library is mapped until `keep` goes, which is after this.
        unsafe { (self.header().release)(self.data) }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawObj, data), 0);
        assert_eq!(offset_of!(RawObj, table), word);
        assert_eq!(offset_of!(RawObj, keep), 2 * word);
        assert_eq!(size_of::<RawObj>(), 4 * word);
    }
}
