//! What keeps the library of an object loaded.
//!
//! An object has a [`Keep`] of its library, except inside that library: a plugin that holds an object of its own would
//! otherwise keep itself loaded for ever. An object of a library that is never unloaded needs no keep either: an object of a
//! host, or of a plugin that is linked into it.

use crate::keep::Keep;
use crate::linked::{self, Linked, LinkedRef, context};

/// What keeps the library of an object loaded.
#[derive(Clone, Debug)]
pub(super) enum Keeping {
    /// Nothing: the object is inside its own library. If it belongs to a linked plugin, that is the plugin.
    Own(Option<LinkedRef>),
    /// A keep of the library.
    Keep(Keep),
}

impl Keeping {
    /// For an object that the running code creates.
    pub(super) fn of_own() -> Self {
        Self::Own(context::current().map(LinkedRef::from))
    }

    /// The plugin that the object belongs to, if that is linked into this library.
    pub(super) fn linked(&self) -> Option<&'static Linked> {
        match self {
            Self::Own(plugin) => plugin.map(LinkedRef::get),
            Self::Keep(keep) => linked::keep::plugin(keep),
        }
    }

    /// The keep, if there is one.
    pub(super) fn keep(&self) -> Option<&Keep> {
        match self {
            Self::Own(_) => None,
            Self::Keep(keep) => Some(linked::keep::inner(keep)),
        }
    }

    /// The same with `keep`, which keeps the same library.
    pub(super) fn with_keep(&self, keep: Keep) -> Self {
        Self::Keep(match self.linked() {
            Some(plugin) => linked::keep::of(plugin, keep),
            None => keep,
        })
    }
}
