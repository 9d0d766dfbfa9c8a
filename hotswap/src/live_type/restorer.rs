//! The caller's end of a live type.

use std::mem::MaybeUninit;

use crate::call::{Callable, Entry, Failure};
use crate::error::{Error, Result};
use crate::live_data::{LentData, LiveData};
use crate::object::{AnyObj, Interface, Obj, RawObj};
use crate::shape::{Fingerprint, Tree};

/// The entry of a live type, on the wire.
pub(super) type Restore = unsafe extern "C" fn(LentData, Fingerprint, *mut RawObj) -> Failure;

/// A live type of a plugin, for whoever has data of it.
///
/// Borrows everything from the plugin: it is as good as the plugin's library is mapped.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Restorer {
    /// Not to be called as a function: its entry is a [`Restore`].
    item: Callable,
    version: u32,
}

impl Restorer {
    /// A live type, of which `item` has entry, names and description.
    ///
    /// # Safety
    ///
    /// `item` is one of the kind [`LiveType`](crate::manifest::ItemKind::LiveType).
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
        // SAFETY: the item is one of a live type, whose entry was made of this type.
        let entry = unsafe { std::mem::transmute::<Entry, Restore>(self.item.entry()) };
        let mut out = MaybeUninit::uninit();
        let interface = I::TYPE.fingerprint();
        // SAFETY: the plugin is loaded; the data is lent for the call, and `out` is a place to write to.
        let failure = unsafe { entry(LentData::new(data), interface, out.as_mut_ptr()) };
        if !failure.is_none() {
            // SAFETY: it came from the plugin just now.
            let error = unsafe { failure.into_error() };
            // SAFETY: the caller's promise.
            return Err(unsafe { self.explain::<I>(error) });
        }
        // SAFETY: no failure means that `out` is written.
        let raw = unsafe { out.assume_init() };
        // SAFETY: the plugin has just lowered it.
        let object = unsafe { AnyObj::lift(raw) };
        let other = || Error::msg("the plugin answered with an object of another interface");
        object.downcast().ok_or_else(other)
    }

    /// # Safety
    ///
    /// The plugin is loaded.
    #[cold]
    unsafe fn explain<I: ?Sized + Interface>(&self, error: Error) -> Error {
        // SAFETY: the caller's promise.
        let plugin = unsafe { self.item.plugin() };
        // SAFETY: the caller's promise.
        let name = unsafe { self.item.name() };
        // SAFETY: the caller's promise.
        let Some(found) = (unsafe { self.item.signature() }) else {
            return error.from_plugin(plugin);
        };
        match mismatch(&I::TYPE.tree(), &found) {
            Some(found) => Error::signature_mismatch(plugin, name, &I::TYPE.tree(), Some(found)),
            None => error.from_plugin(plugin),
        }
    }
}

/// What the live type has instead of the interface that was asked for: another version of it, or others.
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
