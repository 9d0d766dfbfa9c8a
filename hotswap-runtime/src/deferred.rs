//! A value that ends on the reaper's thread, wherever its last user was.

use std::fmt;
use std::ops::Deref;

use crate::reaper::{Ending, Reaper};

/// A value that its users share, in an `Arc`. When the last user drops it, it goes to the reaper. So no hook of a plugin
/// runs inside a caller's call, and no library is closed on a stack that its code is on.
pub(crate) struct Deferred<T: Ending> {
    /// `None` only while it is being dropped.
    body: Option<Box<T>>,
    reaper: Reaper,
}

impl<T: Ending> Deferred<T> {
    pub(crate) fn new(body: T, reaper: Reaper) -> Self {
        Self {
            body: Some(Box::new(body)),
            reaper,
        }
    }

    /// The reaper that will end it.
    pub(crate) fn reaper(&self) -> &Reaper {
        &self.reaper
    }
}

impl<T: Ending> Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let body = self.body.as_deref();
        body.expect("the body leaves only when it is dropped")
    }
}

impl<T: Ending> Drop for Deferred<T> {
    fn drop(&mut self) {
        if let Some(body) = self.body.take() {
            self.reaper.end(body);
        }
    }
}

impl<T: Ending> fmt::Debug for Deferred<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
