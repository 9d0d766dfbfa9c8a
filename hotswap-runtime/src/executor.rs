//! The executor of a host, as plugins use it for their tasks.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use hotswap::host::{HostExecutor, RawTask};
use hotswap::task::Crossed;

/// A task for an [`Executor`]. It does not panic.
pub type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs the tasks of plugins: [`SwapperBuilder::executor`](crate::SwapperBuilder::executor).
///
/// With the feature `tokio`, [`tokio::runtime::Handle`](https://docs.rs/tokio/1/tokio/runtime/struct.Handle.html) is one.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
///
/// use hotswap_runtime::{Executor, Swapper, Task};
///
/// /// The executor of smol that all of the process shares.
/// struct Smol;
///
/// impl Executor for Smol {
///     fn spawn(&self, task: Task) {
///         smol::spawn(task).detach();
///     }
///
///     fn sleep(&self, time: Duration) -> Task {
///         Box::pin(async move {
///             smol::Timer::after(time).await;
///         })
///     }
/// }
///
/// let builder = Swapper::builder("plugins").executor(Smol);
/// # drop(builder);
/// ```
pub trait Executor: Send + Sync + 'static {
    /// Runs a task in the background until it has ended. To drop it is to cancel it.
    ///
    /// It may be called on any thread.
    fn spawn(&self, task: Task);

    /// A future that is ready when `time` has passed. It is made and polled on any thread.
    fn sleep(&self, time: Duration) -> Task;

    /// How many threads run tasks. When an old library waits for
    /// [safe points](crate::docs::leaving#safe-points), that many tasks are spawned to wake the threads.
    fn threads(&self) -> usize {
        1
    }
}

/// The executor as plugins use it.
pub(crate) fn for_plugins(executor: &Arc<dyn Executor>) -> HostExecutor {
    let (spawns, sleeps) = (Arc::clone(executor), Arc::clone(executor));
    let spawn = move |task: RawTask| {
        // SAFETY: TASK-SLOT: the plugin has just given it up.
        let task = unsafe { Crossed::in_host(task) };
        // A task contains its own panics, so there is no error.
        spawns.spawn(Box::pin(async move { drop(task.await) }));
    };
    HostExecutor::new(spawn, move |time| RawTask::of_host(sleeps.sleep(time)))
}

#[cfg(feature = "tokio")]
impl Executor for tokio::runtime::Handle {
    fn spawn(&self, task: Task) {
        // It runs on without its handle.
        drop(self.spawn(task));
    }

    fn sleep(&self, time: Duration) -> Task {
        let _entered = self.enter();
        Box::pin(tokio::time::sleep(time))
    }

    fn threads(&self) -> usize {
        self.metrics().num_workers()
    }
}
