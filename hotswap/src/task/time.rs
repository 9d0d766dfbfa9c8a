//! Time, for async code of plugins.

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::executor;
use crate::error::{Error, Result};

/// A future was not ready in time: the error in [`Error::Failed`] that [`timeout`] returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed(Duration);

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not ready within {:?}", self.0)
    }
}

impl std::error::Error for Elapsed {}

/// Waits until `time` has passed, by the timer of the host or, with the feature `tokio`, of the plugin's own runtime.
///
/// # Errors
///
/// If the host has set no executor, and the plugin has none of its own.
pub async fn sleep(time: Duration) -> Result<()> {
    executor::wait(time).await
}

/// The output of `future`, if it is ready before `time` has passed. Otherwise `future` is dropped.
///
/// # Errors
///
/// [`Error::Failed`] with [`Elapsed`] if it is not; and as [`sleep`].
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use hotswap::task::{Elapsed, timeout};
///
/// async fn ask() -> hotswap::Result<String> {
///     # Ok(String::new())
///     // …
/// }
///
/// async fn answer() -> hotswap::Result<String> {
///     timeout(Duration::from_secs(5), ask()).await?
/// }
///
/// fn is_late(error: &hotswap::Error) -> bool {
///     matches!(error, hotswap::Error::Failed { error, .. } if error.is::<Elapsed>())
/// }
/// # drop(answer());
/// # assert!(!is_late(&hotswap::Error::msg("other")));
/// ```
pub async fn timeout<F: Future>(time: Duration, future: F) -> Result<F::Output> {
    let mut future = pin!(future);
    let mut over = pin!(sleep(time));
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        over.as_mut().poll(cx).map(|over| {
            over?;
            Err(Error::from(Elapsed(time)))
        })
    })
    .await
}
