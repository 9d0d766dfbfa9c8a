//! Tasks in the background of a plugin, which end with it.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::executor;
use super::retired;
use crate::call::{silence, told};
use crate::error::{Error, Result};
use crate::linked::{Linked, context};
use crate::thread::{self, Ending, Given, Stop};

/// The result of a task that [`spawn`] has started: a future.
///
/// It is an error if the task has panicked or was cancelled. The task runs on if this is dropped.
#[must_use = "a task runs on without its handle: say `drop`"]
pub struct JoinHandle<T> {
    shared: Arc<Shared<T>>,
    abort: Stop,
}

struct Shared<T>(Mutex<State<T>>);

enum State<T> {
    /// With the waker of the task that waits for it.
    Running(Option<Waker>),
    Over(Result<T>),
    Taken,
}

/// A task, as the executor has it.
struct Spawned<T, F> {
    /// `None` once it is over.
    future: Option<Pin<Box<F>>>,
    shared: Arc<Shared<T>>,
    /// Given when the plugin's value is gone, or by the handle.
    abort: Given,
    ending: Ending,
    plugin: Option<&'static Linked>,
}

/// Runs `future` in the background, on the executor of the host or, with the feature `tokio`, on the plugin's own runtime.
///
/// The task keeps the plugin's library loaded, but not the plugin: when a version leaves, [`retired`](super::retired) is ready in
/// its tasks. Those that wait for it have 200 milliseconds to end. Then, after `on_free`, all are cancelled: dropped at their next
/// `.await`.
///
/// A panic is reported to the host, with the name of the plugin, and is the error of the handle.
///
/// # Errors
///
/// If the host has set no executor, and the plugin has none of its own.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use hotswap::task::{sleep, spawn};
///
/// fn start() -> hotswap::Result<()> {
///     drop(spawn(async {
///         while sleep(Duration::from_secs(60)).await.is_ok() {
///             // once a minute, until the plugin is freed
///         }
///     })?);
///     Ok(())
/// }
/// # if let Err(error) = start() {
/// #     assert!(error.to_string().contains("no executor"), "{error}");
/// # }
/// ```
pub fn spawn<F>(future: F) -> Result<JoinHandle<F::Output>>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    let plugin = context::current();
    let ending = thread::of(plugin).enroll_until_end();
    let handle = JoinHandle {
        shared: Arc::new(Shared(Mutex::new(State::Running(None)))),
        abort: ending.stop.clone(),
    };
    executor::start(Spawned {
        future: Some(Box::pin(future)),
        shared: Arc::clone(&handle.shared),
        abort: ending.stop.given(),
        ending,
        plugin,
    })?;
    Ok(handle)
}

impl<T, F: Future<Output = T>> Future for Spawned<T, F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        // It runs code of the plugin that has started it.
        let _entered = this.plugin.map(|_| context::enter(this.plugin));
        let Some(future) = &mut this.future else {
            return Poll::Ready(());
        };
        if Pin::new(&mut this.abort).poll(cx).is_ready() {
            this.end(Err(cancelled()));
            return Poll::Ready(());
        }
        let (polled, listens) = retired::listening(|| told(|| future.as_mut().poll(cx)));
        if listens {
            this.ending.listen();
        }
        let result = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(value)) => Ok(value),
            Err(error) => Err(error),
        };
        this.end(result);
        Poll::Ready(())
    }
}

impl<T, F> Spawned<T, F> {
    /// Drops the future, and then has its result known.
    fn end(&mut self, result: Result<T>) {
        let Some(future) = self.future.take() else {
            return;
        };
        silence(|| drop(future));
        let before = mem::replace(&mut *self.shared.lock(), State::Over(result));
        if let State::Running(Some(waker)) = before {
            // The executor does not report a panic of this poll, since the task has ended.
            silence(|| waker.wake());
        }
    }
}

/// Nothing in it is pinned but the box.
impl<T, F> Unpin for Spawned<T, F> {}

/// The executor gives it up.
impl<T, F> Drop for Spawned<T, F> {
    fn drop(&mut self) {
        let _entered = self.plugin.map(|_| context::enter(self.plugin));
        self.end(Err(cancelled()));
    }
}

#[cold]
fn cancelled() -> Error {
    Error::msg("the task was cancelled")
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> JoinHandle<T> {
    /// Cancels the task: it is dropped at its next `.await`, by the executor.
    pub fn abort(&self) {
        self.abort.give();
    }

    /// Whether the task has ended.
    pub fn is_finished(&self) -> bool {
        !matches!(*self.shared.lock(), State::Running(_))
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        let is_known = |waker: &Option<Waker>| {
            let waker = waker.as_ref();
            waker.is_some_and(|it| it.will_wake(cx.waker()))
        };
        if let State::Running(waker) = &*self.shared.lock()
            && is_known(waker)
        {
            return Poll::Pending;
        }
        // Clones and drops of wakers are code of others, which may ask this very handle: no lock is held.
        let mut waker = Some(cx.waker().clone());
        let mut state = self.shared.lock();
        let before = match &mut *state {
            State::Running(place) => {
                mem::swap(place, &mut waker);
                None
            }
            _ => Some(mem::replace(&mut *state, State::Taken)),
        };
        drop(state);
        match before {
            None => Poll::Pending,
            Some(State::Over(result)) => Poll::Ready(result),
            Some(_) => Poll::Ready(Err(Error::msg("the result of a task was taken before"))),
        }
    }
}

/// The waker goes with the handle that waits: it may keep a library loaded.
impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let waker = match &mut *self.shared.lock() {
            State::Running(waker) => waker.take(),
            _ => None,
        };
        drop(waker);
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Wake;

    use super::*;

    /// Asks for the state of the task when it is dropped.
    struct Asks(Arc<Shared<u32>>);

    impl Wake for Asks {
        fn wake(self: Arc<Self>) {}
    }

    impl Drop for Asks {
        fn drop(&mut self) {
            assert!(matches!(*self.0.lock(), State::Running(_)));
        }
    }

    fn handle() -> JoinHandle<u32> {
        JoinHandle {
            shared: Arc::new(Shared(Mutex::new(State::Running(None)))),
            abort: Stop::default(),
        }
    }

    fn is_pending(handle: &mut JoinHandle<u32>, waker: &Waker) -> bool {
        let polled = Pin::new(handle).poll(&mut Context::from_waker(waker));
        polled.is_pending()
    }

    #[test]
    fn a_waker_that_is_replaced_may_ask_for_the_task_when_it_is_dropped() {
        let mut handle = handle();
        let asks = Waker::from(Arc::new(Asks(Arc::clone(&handle.shared))));
        assert!(is_pending(&mut handle, &asks));
        drop(asks);
        assert!(is_pending(&mut handle, Waker::noop()));
    }

    #[test]
    fn a_handle_that_is_dropped_keeps_no_waker() {
        let mut handle = handle();
        let shared = Arc::clone(&handle.shared);
        let asks = Arc::new(Asks(Arc::clone(&shared)));
        assert!(is_pending(&mut handle, &Waker::from(Arc::clone(&asks))));
        assert_eq!(Arc::strong_count(&asks), 2);
        drop(handle);
        assert_eq!(Arc::strong_count(&asks), 1);
    }

    #[test]
    fn a_waker_may_ask_for_the_task_when_it_is_cloned() {
        let mut handle = handle();
        let shared = Arc::clone(&handle.shared);
        let asks = test_kit::waker_with_clone(move || {
            assert!(shared.0.try_lock().is_ok(), "the task is locked");
        });
        assert!(is_pending(&mut handle, &asks));
        assert!(is_pending(&mut handle, &asks));
    }
}
