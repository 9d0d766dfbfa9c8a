//! An object of whichever interface.
//!
//! # Invariant
//!
//! `data` is one strong count of what `table` is for, which is one of [`Tables`]. `hold` keeps the library of both loaded; there is no
//! keep in it only in the library itself, and for objects of a library that is never unloaded: a host, with the plugins
//! that are linked into it.

use std::ffi::c_void;
use std::mem::{self, ManuallyDrop};

use super::vtable::{Header, Table, Tables, for_itself, for_others};
use super::{Owner, owner};
use crate::call::{Entry, nesting};
use crate::error::{Error, HOST, Result};
use crate::keep::{Keep, RawKeep};
use crate::linked::{self, Linked, LinkedRef, context};
use crate::shape::Fingerprint;

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
    hold: Hold,
}

/// What keeps the owner of an object.
#[derive(Clone, Debug)]
enum Hold {
    /// Nothing: the object is in the library that made it. The plugin, if it is one that is linked into that.
    Home(Option<LinkedRef>),
    Kept(Keep),
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
            hold: Hold::Home(context::current().map(LinkedRef::from)),
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
    fn linked(&self) -> Option<&'static Linked> {
        match &self.hold {
            Hold::Home(plugin) => plugin.map(LinkedRef::get),
            Hold::Kept(keep) => linked::keep::plugin(keep),
        }
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
        match &self.hold {
            Hold::Home(_) => None,
            Hold::Kept(keep) => Some(linked::keep::inner(keep)),
        }
    }

    /// The same, with another keep of the same library.
    pub(super) fn kept_by(mut self, keep: Keep) -> Self {
        self.hold = Hold::Kept(match self.linked() {
            Some(plugin) => linked::keep::of(plugin, keep),
            None => keep,
        });
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
    pub(super) fn try_lower(self) -> Result<RawObj> {
        self.lower_kept(Keep::handed_on)
    }

    /// As [`Handle::lower`], to whom it was kept for.
    pub(super) fn lower_as_kept(self) -> RawObj {
        let raw = self.lower_kept(|keep| keep);
        raw.unwrap_or_else(|error| panic!("{error}"))
    }

    fn lower_kept(mut self, keep_on: fn(Keep) -> Keep) -> Result<RawObj> {
        if self.owner().is_here() {
            self.leave()?;
        }
        let keep = match mem::replace(&mut self.hold, Hold::Home(None)) {
            Hold::Kept(keep) => Some(keep_on(keep)),
            Hold::Home(_) => None,
        };
        Ok(self.lower_with(RawKeep::from(keep)))
    }

    /// Gives the object up without its keep, if it is of a plugin that is linked into this library: its code is
    /// never unloaded.
    ///
    /// # Panics
    ///
    /// As [`Handle::lower`], if it is another's.
    pub(super) fn lower_at_home(mut self) -> RawObj {
        let Some(plugin) = self.linked() else {
            return self.lower();
        };
        // SAFETY: by the invariant.
        self.table = unsafe { for_others(self.table) };
        self.hold = Hold::Home(None);
        self.lower_with(RawKeep::none_with(std::ptr::from_ref(plugin).cast()))
    }

    /// What keeps it has been taken out of it.
    fn lower_with(self, keep: RawKeep) -> RawObj {
        let handle = ManuallyDrop::new(self);
        RawObj {
            data: handle.data,
            table: handle.table,
            keep,
        }
    }

    /// What an object needs that leaves the library which made it.
    fn leave(&mut self) -> Result<()> {
        if nesting::is_host() {
            // SAFETY: by the invariant.
            self.table = unsafe { for_others(self.table) };
        }
        let keep = match &self.hold {
            Hold::Home(Some(plugin)) => plugin.get().keep()?,
            Hold::Home(None) => owner::keep()?,
            Hold::Kept(_) => None,
        };
        if let Some(keep) = keep {
            self.hold = Hold::Kept(keep);
        }
        Ok(())
    }

    /// Takes an object over from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and has not been lifted before.
    #[inline]
    pub(super) unsafe fn lift(raw: RawObj) -> Self {
        let word = raw.keep.word();
        let mut handle = Self {
            data: raw.data,
            table: raw.table,
            // SAFETY: the caller's promise: it was given up when the object was lowered.
            hold: match unsafe { raw.keep.into_keep() } {
                Some(keep) => Hold::Kept(keep),
                None => Hold::Home(None),
            },
        };
        if handle.owner().is_here() {
            // SAFETY: it was lowered in this library.
            unsafe { handle.come_back(word) };
        }
        handle
    }

    /// An object of this library is back: at home, or with another of the plugins that are linked into it.
    ///
    /// # Safety
    ///
    /// This library has lowered it, with that word if it had no keep.
    #[inline(never)]
    unsafe fn come_back(&mut self, word: *const c_void) {
        if let Hold::Home(_) = self.hold {
            // SAFETY: the caller's promise: none, or that of `lower_at_home`.
            let plugin: Option<&'static Linked> = unsafe { word.cast::<Linked>().as_ref() };
            self.hold = Hold::Home(plugin.map(LinkedRef::from));
        }
        let plugin = self.linked();
        if plugin.map(std::ptr::from_ref) != context::current().map(std::ptr::from_ref) {
            return;
        }
        // SAFETY: by the invariant.
        self.table = unsafe { for_itself(self.table) };
        // Who keeps an object of its own must not keep itself loaded for ever.
        self.hold = Hold::Home(plugin.map(LinkedRef::from));
    }
}

impl Clone for Handle {
    fn clone(&self) -> Self {
        // SAFETY: by the invariant `data` is a count of what this function is for.
        unsafe { (self.header().retain)(self.data) };
        Self {
            data: self.data,
            table: self.table,
            hold: self.hold.clone(),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: by the invariant `data` is a count of what this function is for, and it is ours. The
        // library is mapped until `hold` goes, which is after this.
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
