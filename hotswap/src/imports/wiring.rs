//! How imports cross: the host gives one object for each declaration, in their order.

use std::mem::MaybeUninit;

use super::raw::RawImport;
use crate::object::{AnyObj, RawObj};

impl RawImport {
    /// Passes an object to the plugin that its keep was made for, or no object.
    pub fn lower(object: Option<AnyObj>) -> Self {
        Self::of(object.map(AnyObj::lower_as_kept))
    }

    /// Passes an object to a linked plugin. It has its imports for ever, so they must not keep other plugins.
    pub fn lower_at_home(object: Option<AnyObj>) -> Self {
        Self::of(object.map(AnyObj::lower_at_home))
    }

    fn of(object: Option<RawObj>) -> Self {
        Self {
            is_there: object.is_some().into(),
            object: object.map_or(MaybeUninit::uninit(), MaybeUninit::new),
        }
    }

    /// # Safety
    ///
    /// It was lowered, and is lifted once.
    unsafe fn lift(&self) -> Option<AnyObj> {
        if self.is_there == 0 {
            return None;
        }
        // SAFETY: LOWERED: it is written where `is_there` says so, and lifted once.
        let raw = unsafe { self.object.assume_init_read() };
        // SAFETY: LOWERED: by the contract of this function.
        Some(unsafe { AnyObj::lift(raw) })
    }
}

/// The objects that the host found for the imports of a plugin.
#[derive(Debug)]
pub struct Wiring(std::vec::IntoIter<Option<AnyObj>>);

impl Wiring {
    /// # Safety
    ///
    /// Each of them was lowered, and is lifted once: here.
    pub(crate) unsafe fn lift(imports: &[RawImport]) -> Self {
        // SAFETY: LOWERED: by the contract of this function.
        let objects = imports.iter().map(|import| unsafe { import.lift() });
        Self(objects.collect::<Vec<_>>().into_iter())
    }

    /// The object for the next import.
    pub(super) fn next_object(&mut self) -> Option<Option<AnyObj>> {
        self.0.next()
    }
}

/// Leaks a field that is not an import, as if it were a static.
pub fn keep_field<T>(field: T) {
    std::mem::forget(field);
}
