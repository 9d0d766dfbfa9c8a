//! How imports cross: the host gives one object for each declaration, in their order.

use std::mem::MaybeUninit;

use super::raw::RawImport;
use crate::object::{AnyObj, RawObj};

impl RawImport {
    /// Gives an object up to the plugin that it is kept for, or says that there is none.
    pub fn lower(object: Option<AnyObj>) -> Self {
        Self::of(object.map(AnyObj::lower_as_kept))
    }

    /// Gives an object up to a linked plugin: it has what it imports for good, so it must not keep others.
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
        // SAFETY: it is written where it is there, and the caller lifts it once.
        let raw = unsafe { self.object.assume_init_read() };
        // SAFETY: the caller's promise.
        Some(unsafe { AnyObj::lift(raw) })
    }
}

/// What the host found for the imports of a plugin.
#[derive(Debug)]
pub struct Wiring(std::vec::IntoIter<Option<AnyObj>>);

impl Wiring {
    /// # Safety
    ///
    /// Each of them was lowered, and is lifted once: here.
    pub(crate) unsafe fn lift(imports: &[RawImport]) -> Self {
        // SAFETY: the caller's promise.
        let objects = imports.iter().map(|import| unsafe { import.lift() });
        Self(objects.collect::<Vec<_>>().into_iter())
    }

    /// What was found for the next import.
    pub(super) fn next_object(&mut self) -> Option<Option<AnyObj>> {
        self.0.next()
    }
}

/// Leaves a field that is no import as it is, as if it were a static.
pub fn keep_field<T>(field: T) {
    std::mem::forget(field);
}
