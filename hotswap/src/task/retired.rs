//! Waiting, in a task, for the end of the plugin.

use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::linked::context;
use crate::thread::{self, Enrolled, Given, Stop};

thread_local! {
    /// The task that is being polled waits for the end. It has no destructor, and allocates nothing.
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The future of [`retired`].
#[must_use = "a future does nothing until it is awaited"]
pub struct Retired(Option<(Given, Enrolled)>);

/// Waits until the plugin should stop its background work, because this version of it leaves. That is just before `on_free`.
///
/// # Examples
///
/// ```
/// use std::future::poll_fn;
/// use std::pin::pin;
/// use std::task::Poll;
///
/// # async fn work() {}
/// # async fn say_goodbye() {}
/// async fn background() {
///     let mut retired = pin!(hotswap::task::retired());
///     loop {
///         // With the crates tokio or futures this is `select!`.
///         let mut work = pin!(work());
///         let is_retired = poll_fn(|cx| match retired.as_mut().poll(cx) {
///             Poll::Ready(()) => Poll::Ready(true),
///             Poll::Pending => work.as_mut().poll(cx).map(|()| false),
///         });
///         if is_retired.await {
///             return say_goodbye().await;
///         }
///     }
/// }
/// # drop(background());
/// ```
pub fn retired() -> Retired {
    Retired(None)
}

impl Future for Retired {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (given, _) = self.0.get_or_insert_with(|| {
            let enrolled = thread::of(context::current()).enroll(Stop::default());
            (enrolled.stop.given(), enrolled)
        });
        LISTENS.set(true);
        Pin::new(given).poll(cx)
    }
}

/// Polls a task, and says whether it has waited for the end meanwhile.
pub(super) fn listening<R>(poll: impl FnOnce() -> R) -> (R, bool) {
    let before = LISTENS.replace(false);
    let polled = poll();
    (polled, LISTENS.replace(before))
}

impl fmt::Debug for Retired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retired").finish_non_exhaustive()
    }
}
