//! The functions of a root, which call the hooks of a plugin.

use std::ffi::c_void;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use super::item::items;
use super::table::Root;
use super::version::{ABI_VERSION, MAGIC};
use crate::abi::AbiReturn;
use crate::call::{Failure, barrier, barrier_without_value, remove_panic_hook};
use crate::context::RawContext;
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
    /// The root of the plugin that `L` declares.
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

/// Gives generated code the root of a plugin, without a bound that rustc would report in this crate.
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
// `plugin` is the value that `create::<L>` has written, and is not destroyed yet; borrowed data lives during the call.

/// Runs a hook of the plugin.
fn hook<L: PluginDecl, R: AbiReturn<Ok = ()>>(body: impl FnOnce() -> R) -> Failure {
    let _entered = context::enter_in_host(Some(L::linked()));
    barrier_without_value(body)
}

unsafe extern "C" fn create<L: PluginDecl<Itself: Plugin>>(out: *mut *mut c_void) -> Failure {
    let create = || {
        let plugin = Arc::new(L::create());
        L::statics().value().fill(&plugin);
        let plugin = Arc::into_raw(plugin);
        // SAFETY: OUT: the caller gives a place to write to.
        unsafe { out.write(plugin.cast_mut().cast()) };
    };
    let created = hook::<L, _>(create);
    if !created.is_none() {
        end::<L>();
    }
    created
}

/// The plugin's value is gone: what runs in the background ends.
fn end<L: PluginDecl>() {
    thread::of(Some(L::linked())).end();
}

unsafe extern "C" fn destroy<L: PluginDecl<Itself: Plugin>>(plugin: *mut c_void) -> Failure {
    let destroy = || {
        L::statics().value().clear();
        // SAFETY: COUNTED: `create` made it of an `Arc`, and the caller gives it up.
        drop(unsafe { Arc::from_raw(plugin.cast::<L::Itself>()) });
    };
    let destroyed = hook::<L, _>(destroy);
    end::<L>();
    destroyed
}

unsafe extern "C" fn export<L: PluginDecl>(plugin: *const c_void, out: *mut RawObj) -> Failure {
    let export = || -> Result<()> {
        // SAFETY: COUNTED: the count is the one of `create`, which stays.
        let plugin = ManuallyDrop::new(unsafe { Arc::from_raw(plugin.cast::<L::Itself>()) });
        let export = L::export(&plugin).ok_or_else(|| Error::msg("the plugin exports nothing"))?;
        // SAFETY: OUT: the caller gives a place to write to.
        unsafe { out.write(export.lower()) };
        Ok(())
    };
    hook::<L, _>(export)
}

unsafe extern "C" fn wire<L: PluginDecl>(
    context: *const RawContext,
    imports: RawSlice<RawImport>,
) -> Failure {
    let wire = || {
        // SAFETY: HOST-OUTLIVES: by the contract of the table.
        unsafe { L::statics().context().fill(context) };
        // SAFETY: LENT: the imports are lent for the call.
        let imports = unsafe { imports.as_slice() };
        // SAFETY: LOWERED: the host gives each of them up.
        declaration::wire::<L>(unsafe { Wiring::lift(imports) });
    };
    hook::<L, _>(wire)
}

unsafe extern "C" fn unwire<L: PluginDecl>() -> Failure {
    // SAFETY: QUIET: none of the plugin's code runs any more, by the contract of the table.
    let unwire = || unsafe { L::slot().clear() };
    hook::<L, _>(unwire)
}

unsafe extern "C" fn reloadable<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    out: *mut u8,
) -> Failure {
    // SAFETY: COUNTED: the count of `create` keeps the plugin's value alive.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    let _entered = context::enter_in_host(Some(L::linked()));
    // SAFETY: OUT: the caller gives a place to write to.
    unsafe { barrier(out, || plugin.reloadable()) }
}

unsafe extern "C" fn on_load<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    data: LentData,
) -> Failure {
    let on_load = || {
        // SAFETY: COUNTED: the count of `create` keeps the plugin's value alive.
        let plugin = unsafe { &*plugin.cast::<L::Itself>() };
        // SAFETY: LENT: the data is lent for the call.
        let data = unsafe { data.to_data() };
        plugin.on_load(&data)
    };
    hook::<L, _>(on_load)
}

unsafe extern "C" fn on_init<L: PluginDecl<Itself: Plugin>>(
    plugin: *const c_void,
    vault: RawVault,
) -> Failure {
    let on_init = || {
        // SAFETY: COUNTED: the count of `create` keeps the plugin's value alive.
        let plugin = unsafe { &*plugin.cast::<L::Itself>() };
        // SAFETY: HOST-OUTLIVES: what the host's services lend lives for as long as this library is mapped.
        let vault = unsafe { vault.into_vault() };
        plugin.on_init(&vault)
    };
    hook::<L, _>(on_init)
}

unsafe extern "C" fn on_free<L: PluginDecl<Itself: Plugin>>(plugin: *const c_void) -> Failure {
    // SAFETY: COUNTED: the count of `create` keeps the plugin's value alive.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    hook::<L, _>(|| plugin.on_free())
}

extern "C" fn stop<L: PluginDecl>() -> Failure {
    let stop = || thread::of(Some(L::linked())).stop();
    barrier_without_value(stop)
}

unsafe extern "C" fn flush(bytes: RawSlice<u8>) -> Failure {
    let flush = || {
        // SAFETY: LENT: the bytes are lent for the call.
        let bytes = unsafe { bytes.as_slice() };
        let mut stdout = std::io::stdout();
        // A host with a closed output cannot use an error.
        drop(stdout.write_all(bytes).and_then(|()| stdout.flush()));
    };
    barrier_without_value(flush)
}

unsafe extern "C" fn detach() -> Failure {
    let detach = || {
        remove_panic_hook();
        #[cfg(any(feature = "tracing", feature = "log"))]
        // SAFETY: QUIET: none of the plugin's code runs any more, by the contract of the table.
        unsafe {
            crate::trace::detach();
        }
    };
    barrier_without_value(detach)
}
