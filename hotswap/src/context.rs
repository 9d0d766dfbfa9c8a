//! What a host says of a plugin to the plugin itself.
//!
//! # Invariant
//!
//! The pointer in a slot is null, or that of a [`RawContext`] of the host, which lives as long as code of the plugin may run.

use std::fmt;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::raw::RawStr;
use crate::statics::HasStatics;
use crate::vault::{RawVault, Vault};

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

/// A context as a plugin gets it. It is valid for as long as code of the plugin may run.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawContext {
    /// The size of this struct, which may grow at its end.
    pub(crate) size: u32,
    pub(crate) generation: u64,
    pub(crate) name: RawStr,
    pub(crate) version: RawStr,
    pub(crate) build: RawStr,
    pub(crate) vault: RawVault,
}

/// Where the code of a plugin finds the context.
#[derive(Debug)]
pub(crate) struct ContextSlot(AtomicPtr<RawContext>);

impl Context {
    /// The context of the plugin `P`, for code that has no value of it.
    ///
    /// # Panics
    ///
    /// If the host has not given it yet: before `on_load`, and in unit tests.
    pub fn of<P: HasStatics>() -> Self {
        P::statics().context().get()
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

    /// What tells this build from others of the same version, as `cargo hotswap inspect` prints it.
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

impl fmt::Debug for RawContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawContext")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl ContextSlot {
    /// An empty slot.
    pub(crate) const fn new() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    /// Fills it.
    ///
    /// # Safety
    ///
    /// The host keeps the context for as long as code of the plugin may run.
    pub(crate) unsafe fn fill(&self, context: *const RawContext) {
        // Release: pairs with `get`.
        self.0.store(context.cast_mut(), Ordering::Release);
    }

    fn get(&self) -> Context {
        // Acquire: pairs with `fill`.
        let context = self.0.load(Ordering::Acquire);
        // SAFETY: HOST-OUTLIVES: by the invariant of this module.
        Context(unsafe { context.as_ref() }.unwrap_or_else(|| too_early()))
    }
}

#[cold]
fn too_early() -> ! {
    panic!(
        "the context of this plugin is not there yet: a host gives it just before `on_load`, after `default` and `reloadable`. In \
         a unit test without a host there is none: pass what the code needs as arguments"
    )
}

#[cfg(test)]
mod tests {
    use std::mem::offset_of;

    use super::*;

    #[test]
    fn the_layout_is_frozen() {
        let word = size_of::<usize>();
        assert_eq!(offset_of!(RawContext, generation), 8);
        assert_eq!(offset_of!(RawContext, name), 16);
        assert_eq!(offset_of!(RawContext, version), 16 + 2 * word);
        assert_eq!(offset_of!(RawContext, build), 16 + 4 * word);
        assert_eq!(offset_of!(RawContext, vault), 16 + 6 * word);
        assert_eq!(size_of::<RawContext>(), 16 + 8 * word);
    }
}
