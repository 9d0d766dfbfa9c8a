//! The trait that a plugin implements.

use crate::context::Context;
use crate::error::Result;
use crate::live_data::LiveData;
use crate::statics::HasStatics;
use crate::vault::Vault;

/// A plugin, with the hooks that the host calls.
///
/// Every method has a default; implement only those that you need. The host creates one value with [`Default`] for each build
/// that it loads. The value lives for as long as the build is in use.
///
/// In one reload, the host calls `reloadable` of every new plugin, then `on_load` of every new plugin, then fills the vault, then
/// calls `on_init` of every new plugin. An error or a panic in any of them undoes the reload: `on_free` runs for the new plugins in
/// reverse order, and the previous plugins stay in service.
///
/// # Where to keep state
///
/// In fields of the value. They are dropped when this build is unloaded, after [`on_free`](Self::on_free). Rust never drops
/// statics, so memory that a static owns leaks with each build that is replaced. [`methods`](crate::methods) that are called by name get
/// the value, and so do methods of interfaces that the plugin exports.
///
/// # Examples
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use hotswap::prelude::*;
///
/// #[hotswap::interface]
/// pub trait Counter {
///     fn next(&self) -> u64;
/// }
///
/// #[derive(Default)]
/// pub struct Count {
///     last: AtomicU64,
/// }
///
/// #[hotswap::plugin(exports = dyn Counter)]
/// impl Plugin for Count {}
///
/// impl Counter for Count {
///     fn next(&self) -> u64 {
///         self.last.fetch_add(1, Ordering::Relaxed) + 1
///     }
/// }
/// ```
///
/// With a hook:
///
/// ```
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin]
/// impl Plugin for World {
///     fn on_load(&self, data: &LiveData) -> hotswap::Result<()> {
///         let motd: Option<String> = data.unwrap()?;
///         println!("message of the day: {motd:?}");
///         Ok(())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement `hotswap::Plugin`",
    label = "not an `impl` of `hotswap::Plugin`",
    note = "write `#[hotswap::plugin] impl hotswap::Plugin for {Self} {{ … }}`"
)]
pub trait Plugin: Send + Sync + 'static {
    /// Whether a newer build may replace this one while the host runs.
    ///
    /// A plugin that returns `false` stays loaded for as long as its host runs, even if its file is changed or removed.
    fn reloadable(&self) -> bool {
        true
    }

    /// Called once all plugins are loaded, before the vault is filled.
    ///
    /// `data` is the data that the host passed to `load` or `reload`.
    ///
    /// # Errors
    ///
    /// Any error undoes the reload.
    fn on_load(&self, data: &LiveData) -> Result<()> {
        let _ = data;
        Ok(())
    }

    /// Called after `on_load` of every new plugin. The vault contains the live functions of all plugins, the extensions of the host,
    /// and the entries of plugins that were not replaced.
    ///
    /// Later, any code of the plugin reaches the vault through its [context](Self::context).
    ///
    /// # Errors
    ///
    /// Any error undoes the reload.
    fn on_init(&self, vault: &Vault) -> Result<()> {
        let _ = vault;
        Ok(())
    }

    /// Called exactly once, when nothing uses this build any more. Its generation and the vault no longer exist.
    ///
    /// It runs on a thread of the host, or on the reloading thread when a reload is undone. Threads started with
    /// [`spawn`](crate::spawn) were already told to stop.
    fn on_free(&self) {}

    /// What this plugin knows of itself and its host, from `on_load` on.
    ///
    /// # Panics
    ///
    /// If the host has not given it yet: in `default` and `reloadable`, and in unit tests.
    fn context(&self) -> Context
    where
        Self: Sized + HasStatics,
    {
        Context::of::<Self>()
    }
}

/// The type of a plugin: every [`Plugin`]. Generated code names the type through this projection.
pub trait IsPlugin {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<T: Plugin> IsPlugin for T {
    type Itself = T;
}
