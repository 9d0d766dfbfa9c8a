//! A plugin that is loaded.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use hotswap::abi::Abi;
use hotswap::call::Args;
use hotswap::keep::Keep;
use hotswap::manifest::{ItemInfo, ItemKind, Manifest};
use hotswap::{Error, LiveFn, Result};

use crate::instance::Instance;
use crate::reaper::Reaper;

/// A plugin that is loaded, in one version.
///
/// Cheap to clone. Keeps that version loaded, so do not hold it for longer than a piece of work.
#[derive(Clone)]
pub struct LoadedPlugin(Arc<Shared>);

/// An instance while anyone uses it. The last one to let go hands it to the reaper, so that `on_free`
/// never runs inside a caller's call.
struct Shared {
    /// `None` only while it is being dropped.
    instance: Option<Box<Instance>>,
    reaper: Reaper,
}

impl Shared {
    fn instance(&self) -> &Instance {
        self.instance
            .as_deref()
            .expect("an instance leaves only when it is dropped")
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(instance) = self.instance.take() {
            self.reaper.bury(instance);
        }
    }
}

impl LoadedPlugin {
    pub(crate) fn new(instance: Instance, reaper: Reaper) -> Self {
        Self(Arc::new(Shared {
            instance: Some(Box::new(instance)),
            reaper,
        }))
    }

    pub(crate) fn instance(&self) -> &Instance {
        self.0.instance()
    }

    /// The name of the plugin: the stem of its file.
    pub fn name(&self) -> &str {
        self.instance().name()
    }

    /// The version of its package.
    pub fn version(&self) -> &str {
        &self.manifest().plugin.version
    }

    /// The file that it was loaded from.
    pub fn path(&self) -> &Path {
        self.instance().origin()
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        self.instance().manifest()
    }

    /// Whether a newer version may take its place.
    pub fn is_reloadable(&self) -> bool {
        self.instance().is_reloadable()
    }

    /// Calls a plugin function by name. `R` is what it returns, or the `T` of its `hotswap::Result<T>`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none of that name, [`Error::SignatureMismatch`] if it takes or
    /// returns something else, [`Error::Panicked`] if it panicked, or the error that it returned.
    ///
    /// # Examples
    ///
    /// ```
    /// # fn example(plugin: &hotswap_runtime::LoadedPlugin) -> hotswap::Result<()> {
    /// let song: String = plugin.invoke("hum", (3u32,))?;
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn invoke<'s, R: Abi>(&self, name: &str, args: impl Args<'s>) -> Result<R> {
        let Some(callable) = self.instance().plugin_fn(name) else {
            return Err(self.no_such_function(name));
        };
        // SAFETY: `self` keeps the instance, and so its library, for the call.
        unsafe { callable.call(args) }
    }

    /// A plugin function, looked up once, to be called often.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none of that name.
    pub fn plugin_fn(&self, name: &str) -> Result<LiveFn> {
        match self.instance().plugin_fn(name) {
            Some(callable) => Ok(self.hold(callable)),
            None => Err(self.no_such_function(name)),
        }
    }

    /// Whether the plugin has a plugin function of that name.
    pub fn has_plugin_fn(&self, name: &str) -> bool {
        self.instance().plugin_fn(name).is_some()
    }

    /// The live functions of this plugin, each with its name.
    pub(crate) fn live_fns(&self) -> impl Iterator<Item = (&str, LiveFn)> {
        self.instance().live_fns().iter().map(|callable| {
            // SAFETY: `self` keeps the instance, and the name is borrowed from it.
            let name = unsafe { callable.name() };
            (name, self.hold(callable))
        })
    }

    fn hold(&self, callable: &hotswap::call::Callable) -> LiveFn {
        // SAFETY: what the callable borrows belongs to the instance and its library, which `keep` keeps.
        unsafe { LiveFn::new(*callable, Keep::new(Arc::clone(&self.0))) }
    }

    #[cold]
    fn no_such_function(&self, name: &str) -> Error {
        let items = &self.manifest().items;
        let is_live = |item: &ItemInfo| item.kind == ItemKind::LiveFn && item.name == name;
        if items.iter().any(is_live) {
            let plugin = self.name();
            return Error::msg(format!(
                "`{name}` in plugin {plugin} is a live function: call it with vault().live_fn(\"{name}\")"
            ));
        }
        let known = items.iter().filter(|item| item.kind == ItemKind::PluginFn);
        let place = format!("plugin {}", self.name());
        Error::not_found(
            ItemKind::PluginFn.as_str(),
            name,
            place,
            known.map(|item| item.name.as_str()),
        )
    }
}

impl fmt::Debug for LoadedPlugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadedPlugin")
            .field("name", &self.name())
            .field("version", &self.version())
            .field("path", &self.path())
            .finish_non_exhaustive()
    }
}
