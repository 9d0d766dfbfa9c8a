//! The strategy of counts: `arc-swap`, which looks after everything by itself.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{Publish, Retired};

/// Readers are known to the cell: what it gives back when it is swapped is a count like any other.
#[derive(Debug)]
pub struct Counted<T>(ArcSwap<T>);

impl<T: Send + Sync> Publish<T> for Counted<T> {
    fn new(first: Arc<T>) -> Self {
        Self(ArcSwap::new(first))
    }

    fn swap(&self, new: Arc<T>) -> Retired<T> {
        Retired::counted(self.0.swap(new))
    }

    fn load(&self) -> Arc<T> {
        self.0.load_full()
    }

    #[inline]
    fn with<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        body(&self.0.load())
    }
}
