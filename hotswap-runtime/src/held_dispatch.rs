//! A subscriber of the host that is kept for a span.

use std::mem;
use std::ops::Deref;

use tracing_core::Dispatch;

use crate::contained::contained;

/// A subscriber. What is kept may be the last that has it, in a destructor or on a thread that must go on: so a panic of the
/// subscriber's drop is contained. The host's panic hook has told of it.
#[derive(Clone)]
pub(crate) struct HeldDispatch(Dispatch);

impl HeldDispatch {
    pub(crate) fn new(dispatch: Dispatch) -> Self {
        Self(dispatch)
    }
}

impl Deref for HeldDispatch {
    type Target = Dispatch;

    fn deref(&self) -> &Dispatch {
        &self.0
    }
}

impl Drop for HeldDispatch {
    fn drop(&mut self) {
        let dispatch = mem::replace(&mut self.0, Dispatch::none());
        contained(|| drop(dispatch));
    }
}
