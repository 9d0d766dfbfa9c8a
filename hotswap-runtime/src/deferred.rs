//! What ends on the reaper's thread, whoever used it last.

use std::fmt;
use std::ops::Deref;

use crate::reaper::{Ending, Reaper};

/// Something that its users share, in an `Arc`. The last to let go hands it to the reaper: so no hook of a
/// plugin runs inside a caller's call, and no library is closed on a stack that its code is on.
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

    /// Who ends it.
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
