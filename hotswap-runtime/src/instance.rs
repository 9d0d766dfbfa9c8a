//! One plugin, created from one library: its value, its hooks, its functions.
//!
//! # Invariant
//!
//! `value` comes from the root's `create`, and is destroyed exactly once, by `destroy`; it is null from then on, and nothing
//! but the drop of the rest follows. The library is mapped
//! for as long as the instance lives, so every function in its tables may be called.

use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hotswap::call::{Callable, Entries, Failure};
use hotswap::imports::RawImport;
use hotswap::keep::Keep;
use hotswap::manifest::{ItemInfo, ItemKind, Manifest};
use hotswap::object::AnyObj;
use hotswap::raw::RawSlice;
use hotswap::root::{Item, LentData};
use hotswap::{Error, LiveData, Restorer};
use once_cell::sync::OnceCell;
use rustc_hash::FxHashMap;

use crate::deferred::Deferred;
use crate::error::ReloadError;
use crate::failpoints::Step;
use crate::hook::InHook;
use crate::inspect::ContentHash;
use crate::library::Library;
use crate::log::{TARGET, log};
use crate::mode::Mode;
use crate::name;
use crate::panics;
use crate::reaper::{Ending, Wake, When};
use crate::version_info::VersionInfo;

/// What a plugin is called, and what it says of itself. What is found by name in it borrows from here.
#[derive(Debug)]
pub(crate) struct Description {
    name: String,
    /// The name in the form in which names are compared.
    folded: String,
    manifest: Manifest,
}

/// A plugin that was created and not freed yet.
#[derive(Debug)]
pub(crate) struct Instance {
    description: Arc<Description>,
    origin: PathBuf,
    hash: ContentHash,
    reloadable: bool,
    freed: AtomicBool,
    plugin_fns: FxHashMap<Box<str>, Callable>,
    live_fns: Vec<LiveFnEntry>,
    live_types: Vec<Restorer>,
    value: *mut c_void,
    /// What it was given, once.
    wires: OnceCell<Wires>,
    library: Arc<Deferred<Library>>,
}

/// A live function of an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LiveFnEntry {
    /// For callers that keep the instance.
    pub(crate) callable: Callable,
    /// For code of the plugin itself, which does not.
    pub(crate) own: Callable,
}

// SAFETY: SEND-SYNC: `value` is a plugin, which is `Send + Sync`. The other fields are so by themselves.
unsafe impl Send for Instance {}
// SAFETY: SEND-SYNC: as for `Send`.
unsafe impl Sync for Instance {}

/// What ties an instance to the plugins that it needs.
#[derive(Debug)]
struct Wires {
    /// Those that it gets no object of, and that are freed after it all the same.
    _before: Vec<Keep>,
    /// What a linked plugin imports: it is given that without keeps, which are here.
    _lent: Vec<Option<AnyObj>>,
}

/// Where an instance comes from.
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) origin: PathBuf,
    pub(crate) hash: ContentHash,
    pub(crate) manifest: Manifest,
    pub(crate) library: Arc<Deferred<Library>>,
}

impl Instance {
    /// Creates the plugin's value.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Hook`] if that fails.
    pub(crate) fn create(source: Source) -> Result<Self, ReloadError> {
        let hook = |hook, result| in_hook(&source.name, hook, result);
        let root = source.library.root();
        let attached = {
            let _hook = InHook::enter(source.library.version_info().hooks(), "attach");
            check(attach(&source.library))
        };
        hook("attach", attached)?;
        let mut value = MaybeUninit::uninit();
        let created = {
            let _hook = InHook::enter(source.library.version_info().hooks(), "Default::default");
            // SAFETY: MAPPED and OUT: the library is mapped, and `value` is a place to write to.
            check(unsafe { (root.create())(value.as_mut_ptr()) })
        };
        hook("Default::default", created)?;
        let mut instance = Self {
            // SAFETY: OUT: `create` has reported no failure, so it has written the value.
            value: unsafe { value.assume_init() },
            description: Arc::new(Description {
                folded: name::fold(&source.name),
                name: source.name,
                manifest: source.manifest,
            }),
            origin: source.origin,
            hash: source.hash,
            reloadable: true,
            freed: AtomicBool::new(false),
            plugin_fns: FxHashMap::default(),
            live_fns: Vec::new(),
            live_types: Vec::new(),
            wires: OnceCell::new(),
            library: source.library,
        };
        instance.collect_items();
        Ok(instance)
    }

    /// Asks whether it is reloadable.
    ///
    /// # Errors
    ///
    /// [`ReloadError::Hook`] if that fails.
    pub(crate) fn ask_reloadable(&mut self) -> Result<(), ReloadError> {
        let mut answer = 0;
        let _hook = self.enter("reloadable");
        // SAFETY: PLUGIN-VALUE and OUT: `value` is the plugin, and `answer` a place to write to.
        let asked =
            check(unsafe { (self.library.root().reloadable())(self.value, &raw mut answer) });
        self.in_hook("reloadable", asked)?;
        self.reloadable = answer != 0;
        Ok(())
    }

    fn collect_items(&mut self) {
        let library = Arc::clone(&self.library);
        for item in library.items() {
            // SAFETY: MAPPED: the library is mapped.
            let name = unsafe { item.name() };
            let Some(kind) = item.kind() else { continue };
            let Some(info) = self.info(kind, name) else {
                continue;
            };
            let callable = self.callable(item, info);
            match kind {
                ItemKind::PluginFn => {
                    self.plugin_fns.insert(info.name.as_str().into(), callable);
                }
                ItemKind::LiveFn => self.live_fns.push(LiveFnEntry {
                    own: match self.is_linked() {
                        true => callable,
                        false => callable.with_entry(item.entries().own),
                    },
                    callable,
                }),
                ItemKind::LiveType => {
                    let version = info.live_type.as_ref().map_or(0, |it| it.version);
                    // SAFETY: ENTRY: the item is a live type.
                    self.live_types
                        .push(unsafe { Restorer::new(callable, version) });
                }
                _ => {}
            }
        }
    }

    pub(crate) fn info(&self, kind: ItemKind, name: &str) -> Option<&ItemInfo> {
        let items = &self.manifest().items;
        let at = items
            .binary_search_by(|item| (item.kind, item.name.as_str()).cmp(&(kind, name)))
            .ok()?;
        Some(&items[at])
    }

    /// Borrows from the description: the caller keeps both together.
    fn callable(&self, item: &Item, info: &ItemInfo) -> Callable {
        let signature = &info.encoded_signature;
        let Entries { loaded, linked, .. } = item.entries();
        Callable::new(
            if self.is_linked() { linked } else { loaded },
            item.fingerprint(),
            self.name(),
            &info.name,
            signature,
        )
    }

    pub(crate) fn name(&self) -> &str {
        &self.description.name
    }

    pub(crate) fn folded_name(&self) -> &str {
        &self.description.folded
    }

    /// What its functions and live types borrow from, besides its library.
    pub(crate) fn description(&self) -> &Arc<Description> {
        &self.description
    }

    pub(crate) fn version_info(&self) -> &Arc<VersionInfo> {
        self.library.version_info()
    }

    /// Whether it is part of this binary.
    pub(crate) fn is_linked(&self) -> bool {
        self.library.is_linked()
    }

    /// The file that it was loaded from.
    pub(crate) fn origin(&self) -> &Path {
        &self.origin
    }

    pub(crate) fn hash(&self) -> ContentHash {
        self.hash
    }

    pub(crate) fn manifest(&self) -> &Manifest {
        &self.description.manifest
    }

    pub(crate) fn is_reloadable(&self) -> bool {
        self.reloadable
    }

    /// The plugin function of that name. Good for as long as the instance is.
    pub(crate) fn plugin_fn(&self, name: &str) -> Option<&Callable> {
        self.plugin_fns.get(name)
    }

    /// The live functions. Good for as long as the instance is.
    pub(crate) fn live_fns(&self) -> &[LiveFnEntry] {
        &self.live_fns
    }

    /// The live types. Good for as long as the instance is.
    pub(crate) fn live_types(&self) -> &[Restorer] {
        &self.live_types
    }

    /// The object that it exports.
    pub(crate) fn export(&self) -> Result<AnyObj, ReloadError> {
        let mut out = MaybeUninit::uninit();
        let _hook = self.enter("exports");
        // SAFETY: PLUGIN-VALUE and OUT: `value` is the plugin, and `out` a place to write to.
        let exported =
            check(unsafe { (self.library.root().export())(self.value, out.as_mut_ptr()) });
        self.in_hook("exports", exported)?;
        // SAFETY: OUT: `export` has reported no failure, so it has written the object.
        let raw = unsafe { out.assume_init() };
        // SAFETY: LOWERED: the plugin has just lowered it.
        Ok(unsafe { AnyObj::lift(raw) })
    }

    /// Gives it what it needs, once: objects that fit, in the order of its manifest, and plugins that are only to be
    /// freed after it.
    pub(crate) fn wire(
        &self,
        objects: Vec<Option<AnyObj>>,
        before: Vec<Keep>,
    ) -> Result<(), ReloadError> {
        let wires = self.wires.get_or_try_init(|| {
            let owners = objects.iter().flatten().filter_map(AnyObj::keep_owner);
            let needs = owners.chain(before.iter().map(Keep::owner)).collect();
            let (imports, lent): (Vec<_>, _) = if self.is_linked() {
                let lent = objects.iter().cloned().map(RawImport::lower_at_home);
                (lent.collect(), objects)
            } else {
                (
                    objects.into_iter().map(RawImport::lower).collect(),
                    Vec::new(),
                )
            };
            let _hook = self.enter("imports");
            let wired = self.library.services().context().and_then(|context| {
                // SAFETY: MAPPED, HOST-OUTLIVES, LOWERED and LENT: the context lives as long as the services. Each import is
                // given up here, and is what the manifest asks for. The slice is lent for the call.
                check(unsafe { (self.library.root().wire())(context, RawSlice::new(&imports)) })
            });
            self.in_hook("imports", wired)?;
            self.version_info().set_needs(needs);
            Ok(Wires {
                _before: before,
                _lent: lent,
            })
        });
        wires.map(drop)
    }

    /// The addresses of what keeps the plugins that it needs. They are there as long as it is.
    pub(crate) fn needs(&self) -> &[usize] {
        self.version_info().needs()
    }

    /// Runs `on_load`.
    pub(crate) fn on_load(&self, data: &LiveData) -> Result<(), ReloadError> {
        let _hook = self.enter("on_load");
        // SAFETY: PLUGIN-VALUE and LENT: `value` is the plugin, and the data is lent for the call.
        let failure = unsafe { (self.library.root().on_load())(self.value, LentData::new(data)) };
        self.in_hook("on_load", check(failure))
    }

    /// Runs `on_init`.
    pub(crate) fn on_init(&self) -> Result<(), ReloadError> {
        let _hook = self.enter("on_init");
        let initialised = self.library.services().vault().and_then(|vault| {
            // SAFETY: PLUGIN-VALUE and HOST-OUTLIVES: `value` is the plugin. The vault lives as long as the services,
            // which the library has for as long as it is mapped.
            check(unsafe { (self.library.root().on_init())(self.value, vault) })
        });
        self.in_hook("on_init", initialised)
    }

    /// Tells the plugin's threads to stop, then runs `on_free`, so `on_free` may wait for them. Does nothing when it is
    /// called again. A failure is logged, since there is no caller to return it to.
    pub(crate) fn free(&self) {
        if self.freed.swap(true, Ordering::AcqRel) {
            return;
        }
        let stopped = {
            let _hook = self.enter("stop");
            check((self.library.root().stop())())
        };
        self.ended("stop", stopped);
        let _hook = self.enter("on_free");
        // SAFETY: PLUGIN-VALUE: it is not destroyed yet.
        let on_free = check(unsafe { (self.library.root().on_free())(self.value) });
        self.ended("on_free", on_free);
    }

    /// Whether `free` was called.
    pub(crate) fn is_freed(&self) -> bool {
        // Acquire: pairs with `free`.
        self.freed.load(Ordering::Acquire)
    }

    /// A hook begins, until the result is dropped.
    fn enter(&self, hook: &'static str) -> InHook {
        InHook::enter(self.version_info().hooks(), hook)
    }

    fn ended(&self, hook: &'static str, result: Result<(), Error>) {
        if let Err(error) = result {
            panics::tell_end(self.name(), hook, &error.from_plugin(self.name()));
        }
    }

    fn in_hook(&self, hook: &'static str, result: Result<(), Error>) -> Result<(), ReloadError> {
        in_hook(self.name(), hook, result)
    }
}

impl Ending for Instance {
    fn step(&self) -> Step {
        Step::Free
    }

    fn when(&self) -> When {
        // One that was undone before it ever served is no resident.
        match !self.is_freed() && self.version_info().mode() == Mode::Resident {
            true => When::Last,
            false => When::Now,
        }
    }

    fn advance(mut self: Box<Self>, _: &Wake) -> Option<Box<dyn Ending>> {
        self.destroy();
        let info = self.version_info();
        info.mark_freed();
        let (plugin, generation) = (info.plugin(), info.generation());
        log(|| tracing::debug!(name: "freed", target: TARGET, plugin, generation, "freed"));
        // Its library and what it needs go on from here, on another thread perhaps.
        drop(self);
        None
    }
}

impl Instance {
    /// Frees it, and destroys its value: once.
    fn destroy(&mut self) {
        if self.value.is_null() {
            return;
        }
        self.free();
        let value = std::mem::replace(&mut self.value, ptr::null_mut());
        let hook = self.enter("drop");
        // SAFETY: PLUGIN-VALUE: it is destroyed once, here, since it is null from now on.
        let dropped = check(unsafe { (self.library.root().destroy())(value) });
        drop(hook);
        self.ended("drop", dropped);
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.destroy();
    }
}

fn in_hook(plugin: &str, hook: &'static str, result: Result<(), Error>) -> Result<(), ReloadError> {
    result.map_err(|error| ReloadError::Hook {
        plugin: plugin.to_owned(),
        hook,
        error: Box::new(error.from_plugin(plugin)),
    })
}

/// Connects a plugin to its host.
fn attach(library: &Library) -> Failure {
    if library.is_linked() {
        // It was given its host when it was taken: nothing in it is a library's of its own.
        return Failure::none();
    }
    let root = library.root();
    let host = library.services().table();
    // SAFETY: MAPPED, LENT and HOST-OUTLIVES: the table lives for the call, and what it points to lives as long as code
    // of the library runs.
    let attached = unsafe { (root.attach())(&raw const host) };
    if let (Some(guest), true) = (library.guest(), attached.is_none()) {
        let mut opened = Failure::none();
        // SAFETY: MAPPED and LENT: the library is mapped, and nothing is lent.
        let open = || opened = unsafe { (root.flush())(RawSlice::new(&[])) };
        // SAFETY: AT-REST: the library was just opened. Only a thread that a constructor has started may run its code,
        // and a slot leads such a thread to `malloc` before and after. Writing nothing makes the buffer, if it is not
        // there.
        unsafe { guest.open_output(open) };
        return opened;
    }
    attached
}

/// What a function of a root's table came to, which was called just now.
pub(crate) fn check(failure: Failure) -> Result<(), Error> {
    if failure.is_none() {
        return Ok(());
    }
    // SAFETY: LOWERED and MAPPED: the caller has just got the failure from a library that is mapped.
    Err(unsafe { failure.into_error() })
}
