//! How an object leaves a library, and comes into one.
//!
//! An object that leaves the library which made it gets two things there: a keep of that library, and the table for
//! others. One that comes back gives both up. An object of a third library passes through as it is.

use std::ffi::c_void;
use std::mem::{self, ManuallyDrop};

use super::handle::Handle;
use super::header::{for_itself, for_others};
use super::keeping::Keeping;
use super::raw::RawObj;
use crate::error::Result;
use crate::host::attached;
use crate::keep::{Keep, KeepKind, RawKeep};
use crate::linked::{Linked, LinkedRef, context};
use crate::role;

impl Handle {
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
        let keep = match mem::replace(&mut self.keeping, Keeping::Own(None)) {
            Keeping::Keep(keep) => Some(keep_on(keep)),
            Keeping::Own(_) => None,
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
        self.keeping = Keeping::Own(None);
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
        if role::is_host() {
            // SAFETY: by the invariant.
            self.table = unsafe { for_others(self.table) };
        }
        let keep = match &self.keeping {
            Keeping::Own(Some(plugin)) => plugin.get().keep(KeepKind::Object)?,
            Keeping::Own(None) => attached::keep(KeepKind::Object)?,
            Keeping::Keep(_) => None,
        };
        if let Some(keep) = keep {
            self.keeping = Keeping::Keep(keep);
        }
        Ok(())
    }

    /// Takes an object over from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and has not been lifted before.
    pub(super) unsafe fn lift(raw: RawObj) -> Self {
        let word = raw.keep.word();
        let mut handle = Self {
            data: raw.data,
            table: raw.table,
            // SAFETY: the caller's promise: it was given up when the object was lowered.
            keeping: match unsafe { raw.keep.into_keep() } {
                Some(keep) => Keeping::Keep(keep),
                None => Keeping::Own(None),
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
    unsafe fn come_back(&mut self, word: *const c_void) {
        if let Keeping::Own(_) = self.keeping {
            // SAFETY: the caller's promise: none, or that of `lower_at_home`.
            let plugin: Option<&'static Linked> = unsafe { word.cast::<Linked>().as_ref() };
            self.keeping = Keeping::Own(plugin.map(LinkedRef::from));
        }
        let plugin = self.linked();
        if plugin.map(std::ptr::from_ref) != context::current().map(std::ptr::from_ref) {
            return;
        }
        // SAFETY: by the invariant.
        self.table = unsafe { for_itself(self.table) };
        // Who keeps an object of its own must not keep itself loaded for ever.
        self.keeping = Keeping::Own(plugin.map(LinkedRef::from));
    }
}
