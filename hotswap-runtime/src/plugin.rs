//! A plugin that is loaded.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use hotswap::abi::Abi;
use hotswap::call::{Args, Callable};
use hotswap::keep::{self, HandOn, Keep, KeepKind};
use hotswap::manifest::{ItemInfo, ItemKind, Manifest};
use hotswap::object::AnyObj;
use hotswap::{Error, LiveFn, LiveItem, Result};

use crate::deferred::Deferred;
use crate::error::ReloadError;
use crate::inspect::ContentHash;
use crate::instance::Instance;
use crate::reaper::Reaper;
use crate::uses::{Use, Uses};

/// A plugin that is loaded, in one version.
///
/// Cheap to clone. Keeps that version loaded, so do not hold it for longer than a piece of work.
pub struct LoadedPlugin {
    inner: Arc<PluginInner>,
    kind: Use,
}

/// An instance while anyone uses it, and by whom.
#[derive(Debug)]
pub(crate) struct PluginInner {
    uses: Uses,
    instance: Deferred<Instance>,
}

impl PluginInner {
    pub(crate) fn instance(&self) -> &Instance {
        &self.instance
    }

    pub(crate) fn uses(&self) -> &Uses {
        &self.uses
    }
}

impl LoadedPlugin {
    /// The one that a generation has.
    pub(crate) fn new(instance: Instance, reaper: Reaper) -> Self {
        let inner = Arc::new(PluginInner {
            uses: Uses::default(),
            instance: Deferred::new(instance, reaper),
        });
        Self::of(inner, Use::Generation)
    }

    fn of(inner: Arc<PluginInner>, kind: Use) -> Self {
        inner.uses.add(kind);
        Self { inner, kind }
    }

    /// Another one for a generation.
    pub(crate) fn for_generation(&self) -> Self {
        Self::of(Arc::clone(&self.inner), Use::Generation)
    }

    /// Whether both are one version: the same value of the same library.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use hotswap_runtime::Swapper;
    /// # fn example(swapper: &Swapper) -> hotswap::Result<()> {
    /// let before = swapper.current().plugin("world")?.clone();
    /// // Later:
    /// if !swapper.current().plugin("world")?.same_version_as(&before) {
    ///     println!("world was replaced");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn same_version_as(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// The number of the generation that this version was loaded for. Later generations may have it, too.
    pub fn generation(&self) -> u64 {
        self.instance().version_info().generation()
    }

    /// What tells this build from others of the same version: the hash of its file's content. `None` if it is linked into the
    /// host.
    pub fn build(&self) -> Option<ContentHash> {
        self.instance().version_info().build()
    }

    /// What keeps it loaded.
    pub(crate) fn inner(&self) -> &Arc<PluginInner> {
        &self.inner
    }

    /// The address of what keeps it loaded.
    pub(crate) fn keeper(&self) -> usize {
        Arc::as_ptr(&self.inner).addr()
    }

    pub(crate) fn instance(&self) -> &Instance {
        &self.inner.instance
    }

    /// Who ends it.
    pub(crate) fn reaper(&self) -> Reaper {
        self.inner.instance.reaper().clone()
    }

    /// The name of the plugin: the stem of its file.
    pub fn name(&self) -> &str {
        self.instance().name()
    }

    /// The name in the form in which names are compared.
    pub(crate) fn folded_name(&self) -> &str {
        self.instance().folded_name()
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
        // SAFETY: MAPPED: `self` keeps the instance, and so its library, for the call.
        unsafe { callable.call(args) }
    }

    /// Calls a plugin function by name, which is an `async fn`. The call begins when the result is first polled; to drop that is
    /// to cancel the call.
    ///
    /// # Errors
    ///
    /// As [`LoadedPlugin::invoke`].
    ///
    /// # Examples
    ///
    /// ```
    /// # async fn example(plugin: &hotswap_runtime::LoadedPlugin) -> hotswap::Result<()> {
    /// let song: String = plugin.invoke_async("hum", (3u32,)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn invoke_async<'s, R: Abi>(&self, name: &str, args: impl Args<'s>) -> Result<R> {
        let Some(callable) = self.instance().plugin_fn(name) else {
            return Err(self.no_such_function(name));
        };
        // SAFETY: MAPPED: `self` is borrowed by the result, and keeps the instance, and so its library.
        unsafe { callable.call_async(args) }.await
    }

    /// A plugin function, looked up once and called often.
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

    /// The object that it exports, if it does.
    pub(crate) fn export(&self) -> Result<Option<AnyObj>, ReloadError> {
        match self.manifest().exports {
            Some(_) => self.instance().export().map(Some),
            None => Ok(None),
        }
    }

    /// What it exports, for a holder of another kind.
    pub(crate) fn kept_by<H: KeepKind<Owner = PluginInner>>(&self, export: AnyObj) -> AnyObj {
        let keep = self.keep::<H>();
        // SAFETY: MAPPED: the keep keeps the instance of this plugin, which owns the object, and so its library.
        unsafe { export.kept_by(keep) }
    }

    /// One more holder of this version.
    pub(crate) fn keep<H: KeepKind<Owner = PluginInner>>(&self) -> Keep {
        Keep::of::<H>(Arc::clone(&self.inner))
    }

    /// What the manifest says of an item, for people.
    pub(crate) fn live_item(&self, kind: ItemKind, name: &str) -> Option<LiveItem> {
        let info = self.instance().info(kind, name)?;
        let mut item = LiveItem::new(name, self.name(), &info.signature);
        if let Some(live_type) = &info.live_type {
            item.version = Some(live_type.version);
            item.alias_of.clone_from(&live_type.alias_of);
        }
        Some(item)
    }

    /// The function `callable` of this plugin, for a user that keeps it.
    pub(crate) fn hold(&self, callable: &Callable) -> LiveFn {
        // SAFETY: MAPPED: what the callable borrows belongs to the instance and its library, which the keep keeps.
        unsafe { LiveFn::new(*callable, self.keep_by_name()) }
    }

    /// What comes with an item that was taken by name: it keeps the plugin loaded, unless `asker` is the number of this
    /// very version. A plugin that keeps a function of its own does not keep itself.
    ///
    /// What has no more than the latter may be used by code of the plugin alone, since only that is sure to be there. It
    /// cannot leave the plugin: neither a function nor a live type may be an argument or a result.
    #[inline]
    pub(crate) fn keep_for(&self, asker: Option<u64>) -> Keep {
        match self.is_asker(asker) {
            true => self.keep_for_itself(),
            false => self.keep_by_name(),
        }
    }

    /// What comes with an item that this very version has taken by name.
    #[cold]
    pub(crate) fn keep_for_itself(&self) -> Keep {
        Keep::new(Arc::clone(self.instance().description()))
    }

    /// Whether `asker` is the number of this very version.
    #[inline]
    pub(crate) fn is_asker(&self, asker: Option<u64>) -> bool {
        asker.is_some_and(|asker| asker == self.instance().version_info().number())
    }

    /// Keeps it loaded, for an item that was taken by name.
    pub(crate) fn keep_by_name(&self) -> Keep {
        self.keep::<ByFunction>()
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

impl Clone for LoadedPlugin {
    fn clone(&self) -> Self {
        Self::of(Arc::clone(&self.inner), Use::Plugin)
    }
}

impl Drop for LoadedPlugin {
    fn drop(&mut self) {
        self.inner.uses.remove(self.kind);
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

/// Holders by `keep`, each counted as a kind of its own.
macro_rules! holders {
    ($($(#[$doc:meta])* $holder:ident: $kind:ident $(, handed on as $other:ident)?;)+) => {$(
        $(#[$doc])*
        pub(crate) enum $holder {}

        impl keep::KeepKind for $holder {
            type Owner = PluginInner;
            $(const HAND_ON: Option<HandOn<PluginInner>> = Some(Keep::of::<$other>);)?

            fn on_new(inner: &PluginInner) {
                inner.uses().add(Use::$kind);
            }

            fn on_drop(inner: &PluginInner) {
                inner.uses().remove(Use::$kind);
            }
        }
    )+};
}

holders! {
    /// What the plugin exports, in a generation; and clones of that, which are outside of it.
    ByExport: Export;
    /// Functions that were taken by name.
    ByFunction: Function;
    /// Objects of the plugin that are outside of it.
    ByObject: Object;
    /// Futures of the plugin that others poll.
    ByFuture: Future;
    /// Wakers of the plugin that others hold.
    ByWaker: Waker;
    /// What the plugin exports, in plugins that import it. Handed on, it is outside of them, and may be so for longer.
    ByImport: Import, handed on as ByObject;
}
