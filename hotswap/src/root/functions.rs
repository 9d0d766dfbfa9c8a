//! The functions that a root points to: a plugin's hooks, called by its host.

use std::ffi::c_void;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::item::items;
use super::table::Root;
use super::version::{ABI_VERSION, MAGIC};
use crate::abi::{Abi, AbiReturn};
use crate::call::{Failure, barrier, remove_panic_hook};
use crate::declaration::{self, PluginDecl};
use crate::error::{Error, Result};
use crate::host::attach;
use crate::imports::{RawImport, Wiring};
use crate::linked::context;
use crate::live_data::LentData;
use crate::object::RawObj;
use crate::plugin::Plugin;
use crate::raw::RawSlice;
use crate::thread;
use crate::vault::RawVault;

impl Root {
    /// The root of the plugin that is tied to others by `L`.
    pub const fn of<L: PluginDecl<Itself: Plugin>>() -> Self {
        Self {
            magic: MAGIC,
            abi: ABI_VERSION,
            size: size_of::<Self>() as u32,
            nonce: [0; 16],
            items,
            attach,
            create: create::<L>,
            destroy: destroy::<L>,
            reloadable: reloadable::<L>,
            on_load: on_load::<L>,
            on_init: on_init::<L>,
            on_free: on_free::<L>,
            stop: stop::<L>,
            flush,
            export: export::<L>,
            wire: wire::<L>,
            unwire: unwire::<L>,
            detach,
        }
    }
}

/// What stands for a plugin, as generated code asks for it: [`Root::of`] without a bound that rustc would point to.
pub trait HasRoot {
    /// The root.
    const ROOT: Root;
}

impl<L: PluginDecl<Itself: Plugin>> HasRoot for L {
    const ROOT: Root = Root::of::<L>();
}

// The functions below are what the table points to. They share one contract:
//
// # Safety
//
// `plugin` is what `create::<L>` gave, not destroyed yet; what is lent lives for the call.

/// A hook of the plugin: its code runs, also where it is linked into its host.
unsafe fn hook<L: PluginDecl, R: AbiReturn>(
    out: *mut <R::Ok as Abi>::Repr,
    body: impl FnOnce() -> R,
) -> Failure {
    let _entered = context::enter_in_host(Some(L::linked()));
    // SAFETY: the caller gives a place to write to.
    unsafe { barrier(out, body) }
}

unsafe extern "C" fn create<L: PluginDecl<Itself: Plugin>>(out: *mut *mut c_void) -> Failure {
    let mut done = ();
    let create = || {
        let plugin = Arc::into_raw(Arc::new(L::create()));
        // SAFETY: the caller gives a place to write to.
        unsafe { out.write(plugin.cast_mut().cast()) };
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, create) }
}

unsafe extern "C" fn destroy<L: PluginDecl<Itself: Plugin>>(plugin: *mut c_void) -> Failure {
    let mut done = ();
    // SAFETY: `create` made it of an `Arc`, and the caller gives it up.
    let destroy = || drop(unsafe { Arc::from_raw(plugin.cast::<L::Itself>()) });
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, destroy) }
}

unsafe extern "C" fn export<L: PluginDecl>(plugin: *const c_void, out: *mut RawObj) -> Failure {
    let mut done = ();
    let export = || -> Result<()> {
        // SAFETY: by the contract; the count is `create`'s, which stays where it is.
        let plugin = ManuallyDrop::new(unsafe { Arc::from_raw(plugin.cast::<L::Itself>()) });
        let export = L::export(&plugin).ok_or_else(|| Error::msg("the plugin exports nothing"))?;
        // SAFETY: the caller gives a place to write to.
        unsafe { out.write(export.lower()) };
        Ok(())
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, export) }
}

unsafe extern "C" fn wire<L: PluginDecl>(imports: RawSlice<RawImport>) -> Failure {
    let mut done = ();
    let wire = || {
        // SAFETY: what is lent lives for the call.
        let imports = unsafe { imports.as_slice() };
        // SAFETY: the host gives each of them up.
        declaration::wire::<L>(unsafe { Wiring::lift(imports) });
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, wire) }
}

unsafe extern "C" fn unwire<L: PluginDecl>() -> Failure {
    let mut done = ();
    // SAFETY: the caller says that none of the plugin's code runs any more.
    let unwire = || unsafe { L::slot().clear() };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, unwire) }
}

unsafe extern "C" fn reloadable<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    out: *mut u8,
) -> Failure {
    // SAFETY: by the contract.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    // SAFETY: the caller gives a place to write to.
    unsafe { hook::<L, _>(out, || plugin.reloadable()) }
}

unsafe extern "C" fn on_load<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    data: LentData,
) -> Failure {
    let mut done = ();
    let on_load = || {
        // SAFETY: by the contract.
        let plugin = unsafe { &*plugin.cast::<L::Itself>() };
        // SAFETY: by the contract.
        let data = unsafe { data.to_data() };
        plugin.on_load(&data)
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, on_load) }
}

unsafe extern "C" fn on_init<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    vault: RawVault,
) -> Failure {
    let mut done = ();
    let on_init = || {
        // SAFETY: by the contract.
        let plugin = unsafe { &*plugin.cast::<L::Itself>() };
        // SAFETY: the host's contract for what its services lend: as long as this library is mapped.
        let vault = unsafe { vault.into_vault() };
        plugin.on_init(&vault)
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, on_init) }
}

unsafe extern "C" fn on_free<L: PluginDecl<Itself: Plugin>>(plugin: *const c_void) -> Failure {
    let mut done = ();
    // SAFETY: by the contract.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, || plugin.on_free()) }
}

extern "C" fn stop<L: PluginDecl>() -> Failure {
    let mut done = ();
    let stop = || thread::of(Some(L::linked())).stop();
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, stop) }
}

unsafe extern "C" fn flush(bytes: RawSlice<u8>) -> Failure {
    let mut done = ();
    let flush = || {
        // SAFETY: what is lent lives for the call.
        let bytes = unsafe { bytes.as_slice() };
        let mut stdout = std::io::stdout();
        // A host whose output is closed has nothing to gain from an error here.
        drop(stdout.write_all(bytes).and_then(|()| stdout.flush()));
    };
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, flush) }
}

extern "C" fn detach() -> Failure {
    let mut done = ();
    // SAFETY: `done` is a place to write to.
    unsafe { barrier(&raw mut done, remove_panic_hook) }
}
