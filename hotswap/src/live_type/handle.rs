//! A live type, held by name.

use std::fmt;

use super::restorer::Restorer;
use crate::error::Result;
use crate::keep::Keep;
use crate::live_data::LiveData;
use crate::object::{Interface, Obj};
use crate::shape::Tree;

/// A live type that was looked up by name, to restore values.
///
/// It stays with the version of the plugin that it was taken from, and keeps that version loaded. Use it for one piece of work, and do
/// not store it for longer. Restored objects keep the plugin loaded by themselves.
///
/// # Examples
///
/// ```
/// # use hotswap::{LiveData, Vault};
/// # #[hotswap::interface] trait Job { fn run(&self); }
/// fn run(vault: &Vault, data: &LiveData) -> hotswap::Result<()> {
///     let job = vault.live_type("Fire")?.restore::<dyn Job>(data)?;
///     job.run();
///     Ok(())
/// }
/// ```
#[derive(Clone)]
pub struct LiveType(RawLiveType);

/// A [`LiveType`] as it crosses.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct RawLiveType {
    restorer: Restorer,
    keep: Keep,
}

impl LiveType {
    /// The live type `restorer` of the plugin that `keep` keeps loaded.
    ///
    /// # Safety
    ///
    /// Everything that `restorer` borrows lives as long as `keep` or a clone of it.
    pub unsafe fn new(restorer: Restorer, keep: Keep) -> Self {
        Self(RawLiveType { restorer, keep })
    }

    /// Restores a value, as an object of the interface `I`.
    ///
    /// Data of an older version of the type is upgraded. Data without a name, which was created by [`LiveData::wrap`], counts as data
    /// of this version.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`](crate::Error::SignatureMismatch) if the type has no such interface,
    /// [`Error::WrongData`](crate::Error::WrongData) if the data does not fit,
    /// [`Error::WrongVersion`](crate::Error::WrongVersion) if its version is newer, or there is no upgrade, and the error of an
    /// upgrade.
    pub fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        // SAFETY: MAPPED: `keep` keeps the plugin loaded.
        unsafe { self.0.restorer.restore(data) }
    }

    /// The name of the type.
    pub fn name(&self) -> &str {
        // SAFETY: MAPPED: `keep` keeps the plugin loaded for as long as `self` is borrowed.
        unsafe { self.0.restorer.item().name() }
    }

    /// The version of the type that this plugin has.
    pub fn version(&self) -> u32 {
        self.0.restorer.version()
    }

    /// The name of the plugin that it belongs to.
    pub fn plugin(&self) -> &str {
        // SAFETY: MAPPED: as in `name`.
        unsafe { self.0.restorer.item().plugin() }
    }

    /// Its interfaces, for messages.
    pub fn signature(&self) -> Option<Tree> {
        // SAFETY: MAPPED: as in `name`.
        unsafe { self.0.restorer.item().signature() }
    }

    pub(crate) fn into_raw(self) -> RawLiveType {
        self.0
    }

    /// # Safety
    ///
    /// `raw` is the result of `into_raw` in any library, and was given up there.
    pub(crate) unsafe fn from_raw(raw: RawLiveType) -> Self {
        Self(raw)
    }
}

impl fmt::Debug for LiveType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version();
        write!(
            f,
            "LiveType({}.{} version {version}",
            self.plugin(),
            self.name()
        )?;
        match self.signature() {
            Some(signature) => write!(f, ": {signature})"),
            None => f.write_str(")"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(offset_of!(RawLiveType, restorer), 0);
        assert_eq!(offset_of!(RawLiveType, keep), size_of::<Restorer>());
        assert_eq!(
            size_of::<RawLiveType>(),
            size_of::<Restorer>() + size_of::<Keep>()
        );
    }
}
