//! The trait that a plugin implements.

use crate::error::Result;
use crate::live_data::LiveData;
use crate::vault::Vault;

/// A plugin: what the host tells it in the course of its life.
///
/// Every method has a default; write only what you need. One value is made with [`Default`] for each build
/// that is loaded, and lives as long as anything uses that build.
///
/// The order, in one reload: `reloadable` of every new plugin, then `on_load` of every new plugin, then the
/// vault is filled, then `on_init` of every new plugin. An error or a panic in any of them undoes the
/// reload: `on_free` runs backwards over what was created, and the plugins of before serve on.
///
/// # Where to keep state
///
/// In fields of the value. They are dropped when this build leaves, after [`on_free`](Self::on_free). Statics are never
/// dropped, in Rust as a whole: the memory that a static owns is lost with each build that is replaced. So a static may
/// hold what owns no memory (a counter, a [`Vault`]), and no cache, connection or runtime.
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
    message = "`{Self}` does not implement `hotswap::Plugin`, which is what a host calls",
    label = "not an `impl` of `hotswap::Plugin`",
    note = "write `#[hotswap::plugin] impl hotswap::Plugin for {Self} {{ … }}`"
)]
pub trait Plugin: Send + Sync + 'static {
    /// Whether a newer build may take the place of this one while the host runs.
    ///
    /// One that says no serves as long as its host, also if its file is changed or taken away.
    fn reloadable(&self) -> bool {
        true
    }

    /// Called once all plugins are loaded, before the vault is filled.
    ///
    /// `data` is what the host gave to `load` or `reload`.
    ///
    /// # Errors
    ///
    /// Any error undoes the reload.
    fn on_load(&self, data: &LiveData) -> Result<()> {
        let _ = data;
        Ok(())
    }

    /// Called after every plugin's `on_load`. The vault has the live functions of all plugins, the extensions of
    /// the host, and what plugins have put there that are not new.
    ///
    /// A clone of the vault may be kept: see [`Vault`].
    ///
    /// # Errors
    ///
    /// Any error undoes the reload.
    fn on_init(&self, vault: &Vault) -> Result<()> {
        let _ = vault;
        Ok(())
    }

    /// Called exactly once, when nothing uses this build any more: its generation is gone, and so is the vault.
    ///
    /// It runs on a thread of the host's; when a reload is undone, on the one that reloads. Threads that were started
    /// with [`spawn`](crate::spawn) have been told to stop.
    fn on_free(&self) {}
}

/// What a host makes one value of: every [`Plugin`].
pub trait IsPlugin {
    /// The type.
    type Itself;
}

#[diagnostic::do_not_recommend]
impl<T: Plugin> IsPlugin for T {
    type Itself = T;
}
