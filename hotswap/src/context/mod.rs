//! What a host says of a plugin to the plugin itself.
//!
//! - `raw`: a context as it crosses
//! - `slot`: where the code of a plugin finds it
//!
//! # Invariant
//!
//! A [`RawContext`] in a slot lives as long as code of the plugin may run.

mod raw;
mod slot;

use std::fmt;

use crate::statics::HasStatics;
use crate::vault::Vault;

pub use raw::RawContext;
pub(crate) use slot::ContextSlot;

/// What a plugin knows of itself and its host: its name, version, build and generation, and the vault.
///
/// [`Plugin::context`](crate::Plugin::context) returns it in hooks and methods, [`Context::of`] in any other code of the plugin. It is
/// there from [`on_load`](crate::Plugin::on_load) on. It is cheap to copy, and owns nothing.
///
/// # Examples
///
/// ```
/// use hotswap::Context;
/// use hotswap::prelude::*;
///
/// #[derive(Default)]
/// pub struct World;
///
/// #[hotswap::plugin]
/// impl Plugin for World {
///     fn on_load(&self, _: &LiveData) -> hotswap::Result<()> {
///         let context = self.context();
///         println!("{} {}, build {}", context.name(), context.version(), context.build());
///         Ok(())
///     }
/// }
///
/// #[plugin_fn]
/// fn motto() -> hotswap::Result<Option<String>> {
///     let data = Context::of::<World>().vault().get("motto")?;
///     data.map(|data| data.unwrap()).transpose()
/// }
/// ```
#[derive(Clone, Copy)]
pub struct Context(&'static RawContext);

impl Context {
    /// The context of the plugin `P`, for code that has no value of it.
    ///
    /// # Panics
    ///
    /// If the host has not given it yet: before `on_load`, and in unit tests.
    pub fn of<P: HasStatics>() -> Self {
        Self(P::statics().context().get())
    }

    /// The name of the plugin: the stem of its file, or the name of its crate if it is linked into the host.
    pub fn name(&self) -> &'static str {
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        unsafe { self.0.name.as_str() }
    }

    /// The version of its package.
    pub fn version(&self) -> &'static str {
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        unsafe { self.0.version.as_str() }
    }

    /// What tells this build from others of the same version, as `cargo hotswap inspect` prints it. Empty if the
    /// plugin is linked into its host.
    pub fn build(&self) -> &'static str {
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        unsafe { self.0.build.as_str() }
    }

    /// The number of the generation that this version was loaded for. The first one that a host loads is 1.
    pub fn generation(&self) -> u64 {
        self.0.generation
    }

    /// The vault. It has entries from [`on_init`](crate::Plugin::on_init) on; before, it returns errors.
    pub fn vault(&self) -> Vault {
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        unsafe { self.0.vault.into_vault() }
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("name", &self.name())
            .field("version", &self.version())
            .field("build", &self.build())
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}
