//! An object whose interface is known by its fingerprint alone: what a host passes from one plugin to another.

use std::fmt;

use super::handle::{Handle, RawObj};
use super::interface::Interface;
use super::obj::Obj;
use crate::error::Result;
use crate::keep::Keep;
use crate::shape::Fingerprint;

/// An object of whichever interface.
#[derive(Clone)]
pub struct AnyObj(Handle);

impl AnyObj {
    /// The fingerprint of its interface.
    #[inline]
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint()
    }

    /// Whose code it is, for people; empty if that is not known.
    pub fn owner(&self) -> &str {
        self.0.owner_name()
    }

    /// The object as one of the interface `I`; `None` if it is of another.
    pub fn downcast<I: ?Sized + Interface>(self) -> Option<Obj<I>> {
        if self.fingerprint() != I::TYPE.fingerprint() {
            return None;
        }
        // SAFETY: equal fingerprints mean equal tables.
        Some(unsafe { Obj::from_handle(self.0) })
    }

    /// The same, borrowed.
    #[inline]
    pub fn downcast_ref<I: ?Sized + Interface>(&self) -> Option<&Obj<I>> {
        if self.fingerprint() != I::TYPE.fingerprint() {
            return None;
        }
        // SAFETY: equal fingerprints mean equal tables.
        Some(unsafe { Obj::from_handle_ref(&self.0) })
    }

    /// The same, held by another keep of the same library.
    ///
    /// # Safety
    ///
    /// `keep` keeps the library loaded that the object belongs to.
    pub unsafe fn kept_by(self, keep: Keep) -> Self {
        Self(self.0.kept_by(keep))
    }

    /// The address of what keeps its plugin loaded, as [`Keep::owner`] has it. `None` for an object of the
    /// host, and for one of this plugin.
    pub fn keeper(&self) -> Option<usize> {
        self.0.keep().map(Keep::owner)
    }

    /// Gives it up to another library.
    pub fn lower(self) -> RawObj {
        self.0.lower()
    }

    /// The same where the plugin may be on its way out.
    ///
    /// # Errors
    ///
    /// If it is, and the object is its own.
    pub fn try_lower(self) -> Result<RawObj> {
        self.0.try_lower()
    }

    /// The same, to the plugin that it is kept for.
    pub(crate) fn lower_as_kept(self) -> RawObj {
        self.0.lower_as_kept()
    }

    /// The same, without its keep if it is of a plugin that is linked into this library.
    pub(crate) fn lower_at_home(self) -> RawObj {
        self.0.lower_at_home()
    }

    /// Takes it over from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and has not been lifted before.
    pub unsafe fn lift(raw: RawObj) -> Self {
        // SAFETY: the caller's promise.
        Self(unsafe { Handle::lift(raw) })
    }
}

impl<I: ?Sized + Interface> From<Obj<I>> for AnyObj {
    fn from(obj: Obj<I>) -> Self {
        Self(obj.into_handle())
    }
}

impl fmt::Debug for AnyObj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyObj({} of {:?})", self.fingerprint(), self.owner())
    }
}
