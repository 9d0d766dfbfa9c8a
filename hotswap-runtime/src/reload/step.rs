//! The steps of a reload by name, so that tests can make any of them fail.

use std::fmt;
use std::sync::Arc;

/// A step of a load or reload, about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Listing the directory.
    Scan,
    /// Reading, checking and copying what has moved.
    Compare,
    /// Opening a library and creating its plugin; once for each.
    Create,
    /// The `on_load` hooks.
    OnLoad,
    /// Collecting the live functions.
    Vault,
    /// The `on_init` hooks.
    OnInit,
    /// The callbacks.
    Callbacks,
    /// The swap.
    Swap,
}

/// Is told of each step. A test makes it panic.
#[derive(Clone, Default)]
pub(crate) struct Trip(pub(crate) Option<Arc<dyn Fn(Step) + Send + Sync>>);

impl Trip {
    pub(crate) fn at(&self, step: Step) {
        tracing::trace!(?step, "reload");
        if let Some(trip) = &self.0 {
            trip(step);
        }
    }
}

impl fmt::Debug for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trip({})", self.0.is_some())
    }
}
