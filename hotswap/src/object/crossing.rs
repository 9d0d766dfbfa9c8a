//! How an object leaves a library, and comes into one.
//!
//! An object that leaves its own library gets a keep of that library and the table for other libraries. An object that comes
//! back to its own library loses both. An object of a third library keeps what it has.

use std::ffi::c_void;
use std::mem::{self, ManuallyDrop};

use super::handle::Handle;
use super::header::{for_itself, for_others};
use super::keeping::Keeping;
use super::raw::RawObj;
use crate::error::Result;
use crate::host::attached;
use crate::keep::{Keep, KeepPurpose, RawKeep};
use crate::linked::{Linked, LinkedRef, context};
use crate::role;

impl Handle {
    /// Passes the object to another library.
    ///
    /// # Panics
    ///
    /// If the plugin that it belongs to is unloading.
    pub(super) fn lower(self) -> RawObj {
        self.try_lower().unwrap_or_else(|error| panic!("{error}"))
    }

    /// As [`Handle::lower`].
    ///
    /// # Errors
    ///
    /// If the plugin that it belongs to is unloading.
    pub(super) fn try_lower(self) -> Result<RawObj> {
        self.lower_kept(Keep::hand_on)
    }

    /// As [`Handle::lower`], to the library that its keep was made for.
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

    /// Passes the object without its keep, if it belongs to a plugin that is linked into this library: its code is never
    /// unloaded.
    ///
    /// # Panics
    ///
    /// As [`Handle::lower`], if it belongs to another library.
    pub(super) fn lower_at_home(mut self) -> RawObj {
        let Some(plugin) = self.linked() else {
            return self.lower();
        };
        // SAFETY: TABLES: the table of a handle is one of `Tables`.
        self.table = unsafe { for_others(self.table) };
        self.keeping = Keeping::Own(None);
        self.lower_with(RawKeep::none_with(std::ptr::from_ref(plugin).cast()))
    }

    /// The raw object with `keep`. The handle's own keep was taken out before.
    fn lower_with(self, keep: RawKeep) -> RawObj {
        let handle = ManuallyDrop::new(self);
        RawObj {
            data: handle.data,
            table: handle.table,
            keep,
        }
    }

    /// Prepares an object of this library to leave it.
    fn leave(&mut self) -> Result<()> {
        if role::is_host() {
            // SAFETY: TABLES: the table of a handle is one of `Tables`.
            self.table = unsafe { for_others(self.table) };
        }
        let keep = match &self.keeping {
            Keeping::Own(Some(plugin)) => plugin.get().keep(KeepPurpose::SharedObject)?,
            Keeping::Own(None) => attached::keep(KeepPurpose::SharedObject)?,
            Keeping::Keep(_) => None,
        };
        if let Some(keep) = keep {
            self.keeping = Keeping::Keep(keep);
        }
        Ok(())
    }

    /// Receives an object from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and was not lifted before.
    pub(super) unsafe fn lift(raw: RawObj) -> Self {
        let word = raw.keep.word();
        let mut handle = Self {
            data: raw.data,
            table: raw.table,
            // SAFETY: LOWERED: the keep was given up when the object was lowered.
            keeping: match unsafe { raw.keep.into_keep() } {
                Some(keep) => Keeping::Keep(keep),
                None => Keeping::Own(None),
            },
        };
        if handle.owner().is_here() {
            // SAFETY: LOWERED: it was lowered in this library.
            unsafe { handle.come_back(word) };
        }
        handle
    }

    /// Receives an object of this library: in its own plugin, or in another plugin that is linked into this library.
    ///
    /// # Safety
    ///
    /// This library lowered it, with `word` if it had no keep.
    unsafe fn come_back(&mut self, word: *const c_void) {
        if let Keeping::Own(_) = self.keeping {
            // SAFETY: STATIC-ITEMS: null, or the address that `lower_at_home` gave, by the contract of this function.
            let plugin: Option<&'static Linked> = unsafe { word.cast::<Linked>().as_ref() };
            self.keeping = Keeping::Own(plugin.map(LinkedRef::from));
        }
        let plugin = self.linked();
        if plugin.map(std::ptr::from_ref) != context::current().map(std::ptr::from_ref) {
            return;
        }
        // SAFETY: TABLES: the table of a handle is one of `Tables`.
        self.table = unsafe { for_itself(self.table) };
        // A plugin that holds an object of its own must not keep itself loaded for ever.
        self.keeping = Keeping::Own(plugin.map(LinkedRef::from));
    }
}
