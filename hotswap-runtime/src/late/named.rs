//! A lookup by name in the current generation: late binding, with a generational index as its cache.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hotswap::{Error, Result};

use crate::generational_index::GenerationalIndex;
use crate::guest::implicit_safe_point;
use crate::manager::PluginManager;
use crate::published::{Leased, Publish};

/// What a generation has by name.
pub(crate) trait Find {
    /// The item at `index`, if `index` is of this generation.
    fn at(manager: &PluginManager, index: GenerationalIndex) -> Option<&Self>;

    /// What is called `name`, and where it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], with the name that was probably meant.
    fn find<'a>(manager: &'a PluginManager, name: &str) -> Result<(&'a Self, GenerationalIndex)>;

    /// The error where there is nothing to be found any more.
    fn gone(name: &str) -> Error;
}

/// What is called `name` in a generation, and where it is.
///
/// # Errors
///
/// [`Error::NotFound`] if there is no such thing, or the swapper is gone.
pub(crate) fn find<'a, T: Find>(
    manager: &'a PluginManager,
    name: &str,
) -> Result<(&'a T, GenerationalIndex)> {
    match manager.is_closed() {
        true => Err(T::gone(name)),
        false => T::find(manager, name),
    }
}

/// A name, and what is found by it.
pub(super) struct Named<T> {
    current: Arc<Leased<PluginManager>>,
    name: Arc<str>,
    /// Where it was found last. Written only after a reload.
    index: AtomicU64,
    found: PhantomData<fn() -> T>,
}

impl<T: Find> Named<T> {
    pub(super) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self {
            current,
            name: name.into(),
            index: AtomicU64::new(GenerationalIndex::NONE.to_bits()),
            found: PhantomData,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Lends what has this name now to `body`.
    #[inline]
    pub(super) fn with<R>(&self, body: impl FnOnce(&T) -> Result<R>) -> Result<R> {
        implicit_safe_point();
        self.current.with(|manager| body(self.resolve(manager)?))
    }

    #[inline]
    fn resolve<'a>(&self, manager: &'a PluginManager) -> Result<&'a T> {
        // Relaxed: an index is complete in itself, and finds nothing in a generation that it is not of.
        let index = GenerationalIndex::from_bits(self.index.load(Ordering::Relaxed));
        match T::at(manager, index) {
            Some(found) => Ok(found),
            None => self.look_up(manager),
        }
    }

    /// Looks the name up, and remembers where it was.
    #[cold]
    fn look_up<'a>(&self, manager: &'a PluginManager) -> Result<&'a T> {
        let (found, index) = find(manager, &self.name)?;
        // Relaxed: as above.
        self.index.store(index.to_bits(), Ordering::Relaxed);
        Ok(found)
    }
}

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        Self {
            current: Arc::clone(&self.current),
            name: Arc::clone(&self.name),
            // Relaxed: as in `resolve`.
            index: AtomicU64::new(self.index.load(Ordering::Relaxed)),
            found: PhantomData,
        }
    }
}
