//! Failpoints: the steps of a reload by name, so tests can make any of them fail.

use std::fmt;
use std::sync::Arc;

use crate::error::ReloadError;
use crate::log::{TARGET, log};

/// A step of a load or reload, about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// Listing the directory.
    Scan,
    /// Reading, checking and copying what has moved.
    Compare,
    /// Finding out which plugin needs which.
    Graph,
    /// Opening a library; once for each.
    Open,
    /// Creating a plugin; once for each.
    Create,
    /// Giving the plugins what they need.
    Wire,
    /// The `on_load` hooks.
    OnLoad,
    /// Collecting the live functions.
    Vault,
    /// The `on_init` hooks.
    OnInit,
    /// Taking the previous generation back, for a rollback.
    Recall,
    /// The callbacks.
    Callbacks,
    /// The swap.
    Swap,
    /// Letting go of a generation that was replaced.
    LetGo,
    /// Freeing a plugin.
    Free,
    /// Letting the destructors run that a library has on threads.
    Release,
    /// Running the destructors of a library itself.
    Destroy,
    /// Having a library drop its panic hook.
    Detach,
    /// Having a library write out what it has not printed yet.
    Flush,
    /// Closing a library.
    Close,
}

/// Called before each step. A test makes it fail or panic.
#[derive(Clone, Default)]
pub(crate) struct Failpoints(Option<Arc<Failpoint>>);

type Failpoint = dyn Fn(Step) -> hotswap::Result<()> + Send + Sync;

impl Failpoints {
    pub(crate) fn new(
        failpoint: impl Fn(Step) -> hotswap::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(failpoint)))
    }

    /// A step of a transaction.
    ///
    /// # Errors
    ///
    /// The error of the test.
    pub(crate) fn at(&self, step: Step) -> Result<(), ReloadError> {
        log(|| tracing::trace!(name: "reload_step", target: TARGET, ?step, "reload"));
        self.hit(step).map_err(|error| ReloadError::Internal {
            message: error.to_string(),
        })
    }

    /// A step of the reaper, which must not depend on the host's log.
    pub(crate) fn hit(&self, step: Step) -> hotswap::Result<()> {
        match &self.0 {
            Some(failpoint) => failpoint(step),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Failpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failpoints({})", self.0.is_some())
    }
}
