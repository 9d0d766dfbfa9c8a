//! A generation that is ready, but not current yet.

use std::fmt;
use std::sync::Arc;

use hotswap::Result;

use crate::error::ReloadError;
use crate::manager::PluginManager;
use crate::reload::Prepared;
use crate::reloading::Reloading;
use crate::report::ReloadReport;
use crate::transaction::{Extra, SwapperInner};

/// A generation that is complete, but not current yet. Made by [`Swapper::prepare`](crate::Swapper::prepare).
///
/// If it is dropped instead of committed, it is undone at once: `on_free` runs for the created plugins, in reverse order.
/// A handle that was taken from it keeps its code loaded, and can still be called.
///
/// # Examples
///
/// ```
/// # use hotswap::LiveData;
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let staged = swapper.prepare(&LiveData::none())?;
/// // Try it before anything depends on it.
/// let song: String = staged.manager().plugin("world")?.invoke("hum", (3u32,))?;
/// println!("{}", staged.commit()?);
/// # Ok(())
/// # }
/// ```
#[must_use = "what is not committed is undone"]
pub struct Staged {
    prepared: Prepared,
    base: Arc<PluginManager>,
    inner: Arc<SwapperInner>,
}

impl Staged {
    pub(crate) fn new(
        inner: Arc<SwapperInner>,
        prepared: Prepared,
        base: Arc<PluginManager>,
    ) -> Self {
        Self {
            prepared,
            base,
            inner,
        }
    }

    /// The generation that a commit makes current.
    pub fn manager(&self) -> &Arc<PluginManager> {
        &self.prepared.manager
    }

    /// The report that a commit returns.
    pub fn report(&self) -> &ReloadReport {
        &self.prepared.report
    }

    /// Calls the callbacks, then makes this the current generation. Without callbacks, that is one atomic store and a
    /// little bookkeeping.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Outdated`] if the generation that it was made from is no longer current,
    /// [`ReloadError::Callback`] if a callback fails or panics, [`ReloadError::Reentrant`] and
    /// [`ReloadError::InsideCall`] as for a reload. On an error, the staged generation is undone.
    pub fn commit(self) -> Result<ReloadReport, ReloadError> {
        self.commit_and(None)
    }

    /// As [`Staged::commit`], with a callback of its own that runs after those of the builder.
    ///
    /// # Errors
    ///
    /// As [`Staged::commit`].
    pub fn commit_with(
        self,
        callback: impl FnOnce(&Reloading<'_>) -> Result<()>,
    ) -> Result<ReloadReport, ReloadError> {
        self.commit_and(Some(Box::new(callback)))
    }

    fn commit_and(self, extra: Extra<'_>) -> Result<ReloadReport, ReloadError> {
        self.inner.commit(self.prepared, self.base, extra)
    }
}

impl fmt::Debug for Staged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Staged")
            .field("manager", self.manager())
            .finish_non_exhaustive()
    }
}
