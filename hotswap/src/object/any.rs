//! An object whose interface is known only by its fingerprint: a host passes it from one plugin to another.

use std::fmt;
use std::sync::Arc;

use super::handle::Handle;
use super::interface::Interface;
use super::raw::RawObj;
use super::vtable::Tables;
use crate::error::Result;
use crate::keep::Keep;
use crate::shape::{Fingerprint, TypeDesc};

/// An object of any interface.
#[derive(Clone)]
pub struct AnyObj(Handle);

/// An interface that `T` implements: `dyn Trait` is implemented by every `T: Trait`.
///
/// # Safety
///
/// `TABLES` are made for a `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface, so its objects cannot cross between host and plugin",
    label = "not an interface",
    note = "put `#[hotswap::interface]` on the trait, and use it without other bounds: `Obj<dyn Trait>`"
)]
#[doc(hidden)]
pub unsafe trait ImplementedBy<T>: Interface {
    /// The tables of `T`.
    const TABLES: &'static Tables<Self::VTable>;

    /// The description of the interface. Generated code uses this trait for everything it needs of an interface and its
    /// implementation, so that a missing implementation causes one error.
    const INTERFACE: &'static TypeDesc = Self::TYPE;

    /// An object of this interface.
    fn object(value: Arc<T>) -> AnyObj {
        AnyObj::of::<T, Self>(value)
    }
}

impl AnyObj {
    /// An object of `value`, whose interface is `I`.
    pub(super) fn of<T, I: ?Sized + ImplementedBy<T>>(value: Arc<T>) -> Self {
        let data = Arc::into_raw(value).cast();
        // SAFETY: COUNTED and TABLES: a strong count was just given up, and the table is made for a `T`.
        Self(unsafe { Handle::new(data, I::TABLES) })
    }

    pub(super) fn from_handle(handle: Handle) -> Self {
        Self(handle)
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.0
    }

    pub(super) fn into_handle(self) -> Handle {
        self.0
    }

    /// The fingerprint of its interface.
    #[inline]
    pub fn fingerprint(&self) -> Fingerprint {
        self.0.fingerprint()
    }

    /// The name of the plugin whose code it is, or `the host`; empty if it is not known.
    pub fn owner(&self) -> &str {
        self.0.owner_name()
    }

    /// The same object, with another keep of the same library.
    ///
    /// # Safety
    ///
    /// `keep` keeps the library loaded that the object belongs to.
    pub unsafe fn kept_by(self, keep: Keep) -> Self {
        Self(self.0.kept_by(keep))
    }

    /// The owner of its keep, as [`Keep::owner`]. `None` for an object of the host or of this plugin.
    pub fn keep_owner(&self) -> Option<usize> {
        self.0.keep().map(Keep::owner)
    }

    /// Passes it to another library.
    pub fn lower(self) -> RawObj {
        self.0.lower()
    }

    /// As [`lower`](Self::lower), where the plugin may be unloading.
    ///
    /// # Errors
    ///
    /// If the object belongs to this plugin, and the plugin is unloading.
    pub fn try_lower(self) -> Result<RawObj> {
        self.0.try_lower()
    }

    /// Passes it to the plugin that its keep was made for.
    pub(crate) fn lower_as_kept(self) -> RawObj {
        self.0.lower_as_kept()
    }

    /// Passes it without its keep, if it belongs to a plugin that is linked into this library.
    pub(crate) fn lower_at_home(self) -> RawObj {
        self.0.lower_at_home()
    }

    /// Receives it from another library.
    ///
    /// # Safety
    ///
    /// It was lowered, and was not lifted before.
    pub unsafe fn lift(raw: RawObj) -> Self {
        // SAFETY: LOWERED: by the contract of this function.
        Self(unsafe { Handle::lift(raw) })
    }
}

impl fmt::Debug for AnyObj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyObj({} of {:?})", self.fingerprint(), self.owner())
    }
}
