//! The caller's end of a live type.

use std::mem::MaybeUninit;

use crate::call::{Callable, Entry, Failure};
use crate::error::{Error, Result};
use crate::live_data::{LentData, LiveData};
use crate::object::{AnyObj, Interface, Obj, RawObj};
use crate::shape::{Fingerprint, Tree};

/// The type of the entry of a live type.
pub(super) type Restore = unsafe extern "C" fn(LentData, Fingerprint, *mut RawObj) -> Failure;

/// A live type of a plugin, which restores values.
///
/// It borrows everything from the plugin, so it is valid only while the plugin's library is mapped.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Restorer {
    /// Its entry is a [`Restore`], so it must not be called as a function.
    item: Callable,
    version: u32,
}

impl Restorer {
    /// A live type. `item` has its entry, names and description.
    ///
    /// # Safety
    ///
    /// `item` has the kind [`LiveType`](crate::manifest::ItemKind::LiveType).
    pub unsafe fn new(item: Callable, version: u32) -> Self {
        Self { item, version }
    }

    /// Entry, names and description.
    pub fn item(&self) -> &Callable {
        &self.item
    }

    /// Its version.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Restores a value, as an object of the interface `I`.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureMismatch`] if it has no such interface, [`Error::WrongData`] or [`Error::WrongVersion`]
    /// if it cannot read the data, [`Error::Panicked`] if it panicked.
    ///
    /// # Safety
    ///
    /// The plugin is loaded, and stays so for the call.
    pub unsafe fn restore<I: ?Sized + Interface>(&self, data: &LiveData) -> Result<Obj<I>> {
        // SAFETY: ENTRY: the item is that of a live type, whose entry was made of this type.
        let entry = unsafe { std::mem::transmute::<Entry, Restore>(self.item.entry()) };
        let mut out = MaybeUninit::uninit();
        let interface = I::TYPE.fingerprint();
        // SAFETY: MAPPED, LENT and OUT: the plugin is loaded; the data is lent for the call, and `out` is a place to
        // write to.
        let failure = unsafe { entry(LentData::new(data), interface, out.as_mut_ptr()) };
        if !failure.is_none() {
            // SAFETY: LOWERED and MAPPED: the plugin has made it for this call.
            let error = unsafe { failure.into_error() };
            // SAFETY: MAPPED: the plugin is loaded, by the contract of this function.
            return Err(unsafe { self.explain::<I>(error) });
        }
        // SAFETY: OUT: no failure means that `out` is written.
        let raw = unsafe { out.assume_init() };
        // SAFETY: LOWERED: the plugin has just lowered it.
        let object = unsafe { AnyObj::lift(raw) };
        let other = || Error::msg("the plugin returned an object of a different interface");
        object.downcast().ok_or_else(other)
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    unsafe fn explain<I: ?Sized + Interface>(&self, error: Error) -> Error {
        // SAFETY: MAPPED: by the contract of this function.
        let plugin = unsafe { self.item.plugin() };
        // SAFETY: MAPPED: by the contract of this function.
        let name = unsafe { self.item.name() };
        // SAFETY: MAPPED: by the contract of this function.
        let Some(found) = (unsafe { self.item.signature() }) else {
            return error.from_plugin(plugin);
        };
        match mismatch(&I::TYPE.tree(), &found) {
            Some(found) => Error::signature_mismatch(plugin, name, &I::TYPE.tree(), Some(found)),
            None => error.from_plugin(plugin),
        }
    }
}

/// The description that the live type has instead of `asked`: another version of the interface, or other interfaces.
fn mismatch<'t>(asked: &Tree, live_type: &'t Tree) -> Option<&'t Tree> {
    let mut interfaces = live_type.parts.iter().map(|part| &part.tree);
    if interfaces
        .clone()
        .any(|it| it.fingerprint() == asked.fingerprint())
    {
        return None;
    }
    let same_name = interfaces.find(|it| it.name == asked.name);
    Some(same_name.unwrap_or(live_type))
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        assert_eq!(offset_of!(Restorer, item), 0);
        assert_eq!(offset_of!(Restorer, version), size_of::<Callable>());
        assert_eq!(size_of::<Restorer>(), size_of::<Callable>() + 8);
    }
}
