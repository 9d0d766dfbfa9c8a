//! Where tasks of this library run: on the executor of the host, or on the plugin's own tokio.

use std::time::Duration;

use super::crossed::Crossed;
#[cfg(feature = "tokio")]
use super::own_tokio;
use crate::error::Result;
use crate::host::{HostServices, RawTask, attached, no_executor};
use crate::keep::{Keep, KeepPurpose};
use crate::linked::{Linked, context};

/// Where tasks run.
enum Executor {
    /// On that of the host of this library.
    Remote,
    /// On that of the host that this library is a part of.
    Host(&'static Linked, &'static HostServices),
    /// On the plugin's own.
    #[cfg(feature = "tokio")]
    Tokio(tokio::runtime::Handle),
}

impl Executor {
    /// # Errors
    ///
    /// If there is none.
    fn here() -> Result<Self> {
        if let Some(plugin) = context::current()
            && let Some(host) = plugin.host()
            && host.has_executor()
        {
            return Ok(Self::Host(plugin, host));
        }
        #[cfg(feature = "tokio")]
        if let Some(handle) = own_tokio::handle() {
            return Ok(Self::Tokio(handle));
        }
        match attached::has_executor() {
            true => Ok(Self::Remote),
            false => Err(no_executor()),
        }
    }

    fn keep(&self) -> Result<Option<Keep>> {
        match self {
            Self::Remote => attached::keep(KeepPurpose::SpawnedTask),
            Self::Host(plugin, _) => plugin.keep(KeepPurpose::SpawnedTask),
            #[cfg(feature = "tokio")]
            Self::Tokio(_) => Ok(None),
        }
    }
}

/// Runs a task in the background.
///
/// # Errors
///
/// If there is no executor, or the plugin is being unloaded.
pub(super) fn start(task: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let executor = Executor::here()?;
    let keep = executor.keep()?;
    match executor {
        Executor::Remote => attached::spawn(RawTask::of(task, keep)),
        Executor::Host(_, host) => host.spawn(RawTask::of(task, keep)),
        #[cfg(feature = "tokio")]
        Executor::Tokio(handle) => {
            // It runs on without its handle.
            drop(handle.spawn(task));
            Ok(())
        }
    }
}

/// Waits until `time` has passed.
///
/// # Errors
///
/// If there is no executor, or its timer fails.
pub(super) async fn wait(time: Duration) -> Result<()> {
    let task = match Executor::here()? {
        Executor::Remote => attached::sleep(time)?,
        Executor::Host(_, host) => host.sleep(time)?,
        #[cfg(feature = "tokio")]
        Executor::Tokio(handle) => {
            let sleep = {
                let _entered = handle.enter();
                tokio::time::sleep(time)
            };
            sleep.await;
            return Ok(());
        }
    };
    // SAFETY: TASK-SLOT: the host has just given it up.
    unsafe { Crossed::new(task) }.await
}
