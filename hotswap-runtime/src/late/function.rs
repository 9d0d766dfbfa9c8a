//! A late-bound live function.

use std::fmt;
use std::sync::Arc;

use hotswap::Result;
use hotswap::abi::Abi;
use hotswap::call::Args;

use super::named::Named;
use crate::manager::PluginManager;
use crate::published::Leased;
use crate::vault::HeldFn;

/// A late-bound live function: each call runs the version in the generation that is current at that moment.
///
/// Use it for what a host registers once and keeps for years: a command, a route, a timer. A [`LiveFn`](hotswap::LiveFn)
/// kept that long would keep calling the version it was taken from, and keep that version loaded. A `LateFn` holds
/// nothing between calls. A call that has begun runs to its end on the version it began on.
///
/// Made by [`Swapper::late_fn`](crate::Swapper::late_fn). Cheap to clone, and as cheap to call as a
/// [`LiveFn`](hotswap::LiveFn), from any number of threads.
///
/// # Examples
///
/// ```
/// # fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
/// let greet = swapper.late_fn("greet");
/// let command = move |name: &str| greet.call::<String>((name,));
/// // Any number of reloads later:
/// println!("{}", command("Bob")?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct LateFn(Named<HeldFn>);

impl LateFn {
    pub(crate) fn new(current: Arc<Leased<PluginManager>>, name: &str) -> Self {
        Self(Named::new(current, name))
    }

    /// Calls the function that has this name now. `R` is what it returns, or the `T` of its
    /// `hotswap::Result<T>`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](hotswap::Error::NotFound) if there is none now, or its swapper is gone; [`Error::SignatureMismatch`](hotswap::Error::SignatureMismatch) if it
    /// takes or returns something else in this version; [`Error::Panicked`](hotswap::Error::Panicked) if it panicked, or the error that
    /// it returned.
    #[inline]
    pub fn call<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        self.0.with(|live_fn| live_fn.call(args))
    }

    /// Calls the function that has this name when the result is first polled, and is an `async fn`. The call runs to its end on
    /// that version, and keeps it loaded. To drop the result is to cancel the call.
    ///
    /// # Errors
    ///
    /// As [`LateFn::call`].
    ///
    /// # Examples
    ///
    /// ```
    /// # async fn example(swapper: &hotswap_runtime::Swapper) -> hotswap::Result<()> {
    /// let greet = swapper.late_fn("greet");
    /// let text: String = greet.call_async(("Bob",)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call_async<'s, R: Abi>(&self, args: impl Args<'s>) -> Result<R> {
        let live_fn = self.0.with(|live_fn| Ok(live_fn.kept()))?;
        live_fn.call_async(args).await
    }

    /// The name of the function.
    pub fn name(&self) -> &str {
        self.0.name()
    }
}

impl fmt::Debug for LateFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LateFn({})", self.name())
    }
}
