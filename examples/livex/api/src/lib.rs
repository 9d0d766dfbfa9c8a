//! What the host and its plugins share.

use std::time::Duration;

use hotswap::prelude::*;

/// Work that waits as data, and is done by the version of the plugin that serves when it is due.
#[hotswap::interface]
pub trait Job {
    /// Does it, and tells of it.
    fn run(&self) -> hotswap::Result<String>;
}

/// The host's queue, which lies in the vault.
#[hotswap::interface]
pub trait Queue {
    /// Restores a [`Job`] by the name inside `data`, and runs it, when some time has passed.
    fn run_later(&self, data: LiveData, after: Duration) -> hotswap::Result<()>;

    /// Calls the live function `name` with `data`, when some time has passed. It returns what there is to tell.
    fn call_later(&self, name: &str, data: LiveData, after: Duration) -> hotswap::Result<()>;
}
