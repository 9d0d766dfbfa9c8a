//! Plays the host of one plugin.
//!
//! # Invariant
//!
//! `value` of a [`Running`] was written by `create` of the plugin's own root, and is destroyed once, by its drop.

use std::ffi::c_void;
use std::fmt;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ops::Deref;
use std::sync::Arc;

use super::turns::{IsOurs, Turn};
use super::vault::TestVault;
use crate::abi::Abi;
use crate::call::{Args, Failure};
use crate::error::{Error, Result};
use crate::host::{HostServices, attached};
use crate::imports::RawImport;
use crate::linked::{Attached, Linked};
use crate::live_data::{LentData, LiveData};
use crate::manifest::{ImportInfo, ItemKind, Manifest};
use crate::object::{AnyObj, Interface, IntoObj, Obj};
use crate::plugin::Plugin;
use crate::raw::RawSlice;
use crate::statics::HasStatics;
use crate::vault::{InterfaceRef, Vault, VaultBackend};

/// What a plugin gets in a test, before it is started.
///
/// The [page about tests](crate::testing) has an example.
#[must_use = "the plugin is not started"]
pub struct Harness<P> {
    data: LiveData,
    imports: Vec<(String, AnyObj)>,
    extensions: Vec<(InterfaceRef<'static>, AnyObj)>,
    entries: Vec<(String, LiveData)>,
    _plugin: PhantomData<fn() -> P>,
}

/// A plugin that runs in a test. It derefs to the plugin's value.
///
/// When it is dropped, the plugin ends as in a host: its threads are told to stop, `on_free` runs, and the value is dropped.
pub struct Running<P: Plugin + HasStatics> {
    _plugin: PhantomData<fn() -> P>,
    value: *mut c_void,
    vault: Arc<TestVault>,
    attached: Attached,
    _turn: Turn,
}

// SAFETY: SEND-SYNC: `value` is a `P`, which is `Send + Sync`. The rest is so by itself.
unsafe impl<P: Plugin + HasStatics> Send for Running<P> {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl<P: Plugin + HasStatics> Sync for Running<P> {}

impl<P: Plugin + HasStatics> Default for Harness<P> {
    fn default() -> Self {
        Self::new()
    }
}

impl<P: Plugin + HasStatics> Harness<P> {
    /// A host that offers nothing yet.
    pub fn new() -> Self {
        Self {
            data: LiveData::none(),
            imports: Vec::new(),
            extensions: Vec::new(),
            entries: Vec::new(),
            _plugin: PhantomData,
        }
    }

    /// Gives an object in the place of the plugin called `plugin`, which exports the interface `I`.
    pub fn import<I: ?Sized + Interface>(mut self, plugin: &str, object: impl IntoObj<I>) -> Self {
        let object = AnyObj::from(object.into_obj());
        self.imports.push((plugin.to_owned(), object));
        self
    }

    /// Fills an extension slot, as a host does.
    pub fn extension<I: ?Sized + Interface>(mut self, object: impl IntoObj<I>) -> Self {
        let object = AnyObj::from(object.into_obj());
        self.extensions.push((InterfaceRef::of::<I>(), object));
        self
    }

    /// Sets data in the vault.
    pub fn set(mut self, key: &str, data: LiveData) -> Self {
        self.entries.push((key.to_owned(), data));
        self
    }

    /// What `on_load` gets: [`LiveData::none`] unless set.
    pub fn data(mut self, data: LiveData) -> Self {
        self.data = data;
        self
    }

    /// Creates the plugin's value and calls `reloadable`, `on_load` and `on_init`.
    ///
    /// It waits until tests on other threads that use the plugin have ended.
    ///
    /// # Errors
    ///
    /// If a host has loaded this library, if a hook fails or panics, if an import is missing, or if one is given that the plugin does not have or that has another
    /// interface. The plugin has ended then.
    pub fn start(self) -> Result<Running<P>> {
        if attached::plugin_name().is_some() {
            // Its value would take the place of the one that the host calls.
            return Err(Error::msg(
                "a host has loaded this plugin: a harness is for tests of the plugin, without a host",
            ));
        }
        let turn = Turn::take().map_err(|IsOurs| {
            Error::msg("this thread runs a plugin already: drop the one before")
        })?;
        let linked = P::linked();
        let manifest = linked.manifest()?;
        let imports = self.wired(&manifest)?;
        let manifest = Arc::new(manifest);
        let vault = Arc::new(TestVault::new(linked, Arc::clone(&manifest)));
        for (key, data) in self.entries {
            vault.set(&key, data)?;
        }
        for (interface, object) in self.extensions {
            vault.set_extension(&interface, object)?;
        }
        let services = HostServices::new(|_| false)
            .with_name(linked.name())
            .with_version(&manifest.plugin.version, String::new(), 1)
            .with_vault(Arc::clone(&vault));
        let attached = linked
            .attach(services)
            .map_err(|_| Error::msg("a host has this plugin, which is linked into this test"))?;
        let running = Running::<P>::create(attached, vault, turn)?;
        running.load(imports, &self.data)?;
        Ok(running)
    }

    /// The objects for the imports, in the order of the manifest.
    fn wired(&self, manifest: &Manifest) -> Result<Vec<Option<AnyObj>>> {
        let known = |plugin: &str| manifest.imports.iter().any(|it| it.plugin == plugin);
        if let Some((plugin, _)) = self.imports.iter().find(|(plugin, _)| !known(plugin)) {
            let names = manifest.imports.iter().map(|it| it.plugin.as_str());
            let place = "the imports of this plugin";
            return Err(Error::not_found("import", plugin, place, names));
        }
        manifest.imports.iter().map(|it| self.wire(it)).collect()
    }

    fn wire(&self, import: &ImportInfo) -> Result<Option<AnyObj>> {
        let plugin = &import.plugin;
        let given = self.imports.iter().find(|(name, _)| name == plugin);
        match (given, &import.interface) {
            (Some((_, object)), Some(interface))
                if object.fingerprint() == interface.fingerprint =>
            {
                Ok(Some(object.clone()))
            }
            (Some(_), Some(interface)) => Err(Error::msg(format!(
                "the import `{plugin}` needs an object of {}: give one of that interface",
                interface.description
            ))),
            (None, Some(interface)) if !import.optional => Err(Error::msg(format!(
                "the import `{plugin}` is missing: give one with `.import::<{}>(\"{plugin}\", …)`",
                interface.description
            ))),
            _ => Ok(None),
        }
    }

    /// Starts the plugin, calls `body` with it, and ends it.
    ///
    /// # Panics
    ///
    /// If it cannot be started: see [`Harness::start`].
    #[track_caller]
    pub fn run<R>(self, body: impl FnOnce(&Running<P>) -> R) -> R {
        match self.start() {
            Ok(running) => body(&running),
            Err(error) => panic!("the plugin cannot be started: {error:#}"),
        }
    }
}

impl<P: Plugin + HasStatics> Running<P> {
    fn create(attached: Attached, vault: Arc<TestVault>, turn: Turn) -> Result<Self> {
        let mut value = MaybeUninit::uninit();
        // SAFETY: MAPPED and OUT: the plugin is part of this binary, and `value` a place to write to.
        check(unsafe { (attached.plugin().root().create())(value.as_mut_ptr()) })?;
        // SAFETY: OUT: `create` has reported no failure.
        let value = unsafe { value.assume_init() };
        Ok(Self {
            _plugin: PhantomData,
            value,
            vault,
            attached,
            _turn: turn,
        })
    }

    fn linked(&self) -> &'static Linked {
        self.attached.plugin()
    }

    /// Everything that a host does before the plugin serves.
    fn load(&self, imports: Vec<Option<AnyObj>>, data: &LiveData) -> Result<()> {
        let root = self.linked().root();
        let mut is_reloadable = 0;
        // SAFETY: PLUGIN-VALUE and OUT: `value` is the plugin, and the answer has a place.
        check(unsafe { (root.reloadable())(self.value, &raw mut is_reloadable) })?;
        let imports: Vec<_> = imports.into_iter().map(RawImport::lower_at_home).collect();
        let context = self.attached.services().context()?;
        // SAFETY: MAPPED, HOST-OUTLIVES, LOWERED and LENT: services of a linked plugin live for ever; each import is given up, and is
        // what the manifest asks for; the slice is lent for the call.
        check(unsafe { (root.wire())(context, RawSlice::new(&imports)) })?;
        // SAFETY: PLUGIN-VALUE and LENT: `value` is the plugin, and the data is lent for the call.
        check(unsafe { (root.on_load())(self.value, LentData::new(data)) })?;
        let vault = self.attached.services().vault()?;
        // SAFETY: PLUGIN-VALUE and HOST-OUTLIVES: `value` is the plugin; the vault lives as long as the services, for ever.
        check(unsafe { (root.on_init())(self.value, vault) })
    }

    /// Calls a plugin function by name, as a host does. `R` is what it returns, or the `T` of its `hotswap::Result<T>`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is none of that name, [`Error::SignatureMismatch`] if it takes or returns something else,
    /// [`Error::Panicked`] if it panicked, or the error that it returned.
    pub fn invoke<'s, R: Abi>(&self, name: &str, args: impl Args<'s>) -> Result<R> {
        let (callable, _) = self.vault.callable(ItemKind::PluginFn, name)?;
        // SAFETY: MAPPED and ENTRY: the entry is that of the item, which is a static.
        unsafe { callable.call(args) }
    }

    /// Calls a plugin function by name, which is an `async fn`.
    ///
    /// # Errors
    ///
    /// As [`Running::invoke`].
    pub async fn invoke_async<'s, R: Abi>(&self, name: &str, args: impl Args<'s>) -> Result<R> {
        let (callable, _) = self.vault.callable(ItemKind::PluginFn, name)?;
        // SAFETY: MAPPED and ENTRY: as in `invoke`; `self` is borrowed by the result.
        unsafe { callable.call_async(args) }.await
    }

    /// The vault, as a host has it.
    pub fn vault(&self) -> Vault {
        Vault::new(Arc::clone(&self.vault))
    }

    /// The object that the plugin exports.
    ///
    /// # Errors
    ///
    /// If it exports nothing, or another interface.
    pub fn export<I: ?Sized + Interface>(&self) -> Result<Obj<I>> {
        let mut out = MaybeUninit::uninit();
        // SAFETY: PLUGIN-VALUE and OUT: `value` is the plugin, and `out` a place to write to.
        check(unsafe { (self.linked().root().export())(self.value, out.as_mut_ptr()) })?;
        // SAFETY: OUT: `export` has reported no failure, so it has written the object.
        let raw = unsafe { out.assume_init() };
        // SAFETY: LOWERED: the plugin has just lowered it.
        let object = unsafe { AnyObj::lift(raw) };
        object.downcast().ok_or_else(|| {
            Error::msg(format!(
                "the plugin exports another interface than {}",
                I::TYPE.name()
            ))
        })
    }

    /// Ends the plugin, and tells of hooks that fail.
    ///
    /// # Errors
    ///
    /// If `on_free` or a drop panics.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        let value = std::mem::replace(&mut self.value, std::ptr::null_mut());
        if value.is_null() {
            return Ok(());
        }
        let root = self.linked().root();
        let stopped = check((root.stop())());
        // SAFETY: PLUGIN-VALUE: it is not destroyed yet.
        let freed = check(unsafe { (root.on_free())(value) });
        // SAFETY: PLUGIN-VALUE: it is destroyed once, here, since it is null from now on.
        let destroyed = check(unsafe { (root.destroy())(value) });
        stopped.and(freed).and(destroyed)
    }
}

impl<P: Plugin + HasStatics> Drop for Running<P> {
    fn drop(&mut self) {
        // A test that wants to know calls `stop`.
        if let Err(error) = self.end()
            && !std::thread::panicking()
        {
            panic!("the plugin failed to end: {error:#}");
        }
    }
}

impl<P: Plugin + HasStatics> Deref for Running<P> {
    type Target = P;

    fn deref(&self) -> &P {
        // SAFETY: PLUGIN-VALUE: it is null only in `stop` and in the drop, which have it alone; and it is a `P`, by the contract of
        // `HasStatics`.
        unsafe { &*self.value.cast::<P>() }
    }
}

impl<P> fmt::Debug for Harness<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness").finish_non_exhaustive()
    }
}

impl<P: Plugin + HasStatics> fmt::Debug for Running<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Running({})", self.linked().name())
    }
}

/// # Errors
///
/// The failure, if it is one.
fn check(failure: Failure) -> Result<()> {
    if failure.is_none() {
        return Ok(());
    }
    // SAFETY: LOWERED and MAPPED: the plugin, which is part of this binary, has just reported it.
    Err(unsafe { failure.into_error() })
}
