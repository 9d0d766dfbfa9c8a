//! The one symbol of a plugin: a table that reaches everything else.
//!
//! All of it is data; nothing runs when a library is opened. The layouts here are what hosts and plugins of
//! different builds agree on: fields are only ever added at the end of a table, with a larger `size`, which is
//! asked before they are read. Any other change (to [`Item`], too, since items lie in an array) raises
//! [`ABI_VERSION`].

use std::ffi::c_void;
use std::io::Write;
use std::mem::ManuallyDrop;
use std::sync::Arc;

use linkme::distributed_slice;

use crate::abi::{Abi, AbiReturn};
use crate::call::{Entries, Failure, barrier, remove_panic_hook};
use crate::error::{Error, Result};
use crate::host::{HostTable, attach};
use crate::imports::{RawImport, Wiring};
use crate::linked::context;
use crate::links::{self, Links};
use crate::live_data::LiveData;
use crate::manifest::ItemKind;
use crate::object::RawObj;
use crate::plugin::Plugin;
use crate::raw::{RawSlice, RawStr};
use crate::shape::Fingerprint;
use crate::thread;
use crate::vault::RawVault;

/// The version of everything that crosses. A host refuses plugins of another.
pub const ABI_VERSION: u32 = 2;

/// The first bytes of a [`Root`].
pub const MAGIC: [u8; 8] = *b"HOTSWAP\0";

/// How the symbol of a root is called, before the name of the crate.
pub const ROOT_PREFIX: &str = "hotswap2_root_";

/// The table that a plugin's one exported symbol is.
///
/// Only [`Root::of`] makes one, so its functions belong together. Those that are `unsafe` have one contract: `plugin` is
/// what `create` of this root gave and is not destroyed yet, what is lent lives for the call, what is given is given up,
/// and `out` is valid for one write.
#[repr(C)]
#[derive(Debug)]
pub struct Root {
    /// [`MAGIC`].
    magic: [u8; 8],
    /// [`ABI_VERSION`].
    abi: u32,
    /// The size of this table.
    size: u32,
    /// Zero in a built library. The loader writes a fresh value into the private copy before it opens it
    /// and reads it back from memory: so it knows that what was mapped is that copy, and no other.
    nonce: [u8; 16],
    /// The table of items, as the linker kept it.
    items: extern "C" fn() -> RawSlice<Item>,
    /// Connects the plugin to its host. Called once, before anything else.
    attach: unsafe extern "C" fn(host: *const HostTable) -> Failure,
    /// Makes the plugin's value.
    create: unsafe extern "C" fn(out: *mut *mut c_void) -> Failure,
    /// Drops the plugin's value.
    destroy: unsafe extern "C" fn(plugin: *mut c_void) -> Failure,
    /// [`Plugin::reloadable`].
    reloadable: unsafe extern "C" fn(plugin: *const c_void, out: *mut u8) -> Failure,
    /// [`Plugin::on_load`].
    on_load: unsafe extern "C" fn(plugin: *const c_void, data: LentData) -> Failure,
    /// [`Plugin::on_init`].
    on_init: unsafe extern "C" fn(plugin: *const c_void, vault: RawVault) -> Failure,
    /// [`Plugin::on_free`].
    on_free: unsafe extern "C" fn(plugin: *const c_void) -> Failure,
    /// Tells the threads that the plugin has spawned to stop, and does not wait.
    stop: extern "C" fn() -> Failure,
    /// Writes `bytes` to the library's own `stdout`, and out what that holds.
    flush: unsafe extern "C" fn(bytes: RawSlice<u8>) -> Failure,
    /// Gives the object that the plugin exports; asked only if its manifest says that it does.
    export: unsafe extern "C" fn(plugin: *const c_void, out: *mut RawObj) -> Failure,
    /// Gives the plugin its imports, in the order of its manifest: before `on_load`.
    wire: unsafe extern "C" fn(imports: RawSlice<RawImport>) -> Failure,
    /// Takes its imports away. Called when none of its code runs any more.
    unwire: unsafe extern "C" fn() -> Failure,
    /// Takes the panic hook out of the library's std and drops it, whichever it is by then. Called when none of its
    /// code runs any more, if the library is to be closed: what `attach` has installed is given back by its owner.
    detach: extern "C" fn() -> Failure,
}

/// The functions of a root, to be called by the host. Their contract is told in [`Root`].
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $ty:ty;)*) => {
        impl Root {$(
            $(#[$doc])*
            pub const fn $name(&self) -> $ty {
                self.$name
            }
        )*}
    };
}

functions! {
    /// The table of items, as the linker kept it.
    items: extern "C" fn() -> RawSlice<Item>;
    /// Connects the plugin to its host. Called once, before anything else.
    attach: unsafe extern "C" fn(host: *const HostTable) -> Failure;
    /// Makes the plugin's value.
    create: unsafe extern "C" fn(out: *mut *mut c_void) -> Failure;
    /// Drops the plugin's value.
    destroy: unsafe extern "C" fn(plugin: *mut c_void) -> Failure;
    /// [`Plugin::reloadable`].
    reloadable: unsafe extern "C" fn(plugin: *const c_void, out: *mut u8) -> Failure;
    /// [`Plugin::on_load`].
    on_load: unsafe extern "C" fn(plugin: *const c_void, data: LentData) -> Failure;
    /// [`Plugin::on_init`].
    on_init: unsafe extern "C" fn(plugin: *const c_void, vault: RawVault) -> Failure;
    /// [`Plugin::on_free`].
    on_free: unsafe extern "C" fn(plugin: *const c_void) -> Failure;
    /// Tells the threads that the plugin has spawned to stop, and does not wait.
    stop: extern "C" fn() -> Failure;
    /// Writes `bytes` to the library's own `stdout`, and out what that holds.
    flush: unsafe extern "C" fn(bytes: RawSlice<u8>) -> Failure;
    /// Gives the object that the plugin exports; asked only if its manifest says that it does.
    export: unsafe extern "C" fn(plugin: *const c_void, out: *mut RawObj) -> Failure;
    /// Gives the plugin its imports, in the order of its manifest: before `on_load`.
    wire: unsafe extern "C" fn(imports: RawSlice<RawImport>) -> Failure;
    /// Takes its imports away. Called when none of its code runs any more.
    unwire: unsafe extern "C" fn() -> Failure;
    /// Takes the panic hook out of the library's std and drops it.
    detach: extern "C" fn() -> Failure;
}

impl Root {
    /// [`MAGIC`], in a table that is one.
    pub const fn magic(&self) -> [u8; 8] {
        self.magic
    }

    /// [`ABI_VERSION`] of the library that it is in.
    pub const fn abi(&self) -> u32 {
        self.abi
    }

    /// Where [`nonce`](Self::nonce) lies in a root.
    pub const NONCE_OFFSET: usize = std::mem::offset_of!(Self, nonce);

    /// The mark of the private copy that is mapped; zero in a built library.
    pub const fn nonce(&self) -> [u8; 16] {
        self.nonce
    }

    /// The root of the plugin that is tied to others by `L`.
    pub const fn of<L: Links<Itself: Plugin>>() -> Self {
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

impl<L: Links<Itself: Plugin>> HasRoot for L {
    const ROOT: Root = Root::of::<L>();
}

/// One function or type of a plugin, in the table that the linker collects.
#[repr(C)]
#[derive(Debug)]
pub struct Item {
    kind: u64,
    name: RawStr,
    fingerprint: Fingerprint,
    entries: Entries,
    record: RawSlice<u8>,
}

impl Item {
    /// An item, with its record in the manifest. The macros make it.
    ///
    /// # Safety
    ///
    /// `entries` are the adapters of a function whose signature has this fingerprint, or what restores a live type
    /// whose interfaces have it.
    pub const unsafe fn new(
        kind: ItemKind,
        name: &'static str,
        fingerprint: Fingerprint,
        entries: Entries,
        record: &'static [u8],
    ) -> Self {
        Self {
            kind: kind as u64,
            name: RawStr::new(name),
            fingerprint,
            entries,
            record: RawSlice::new(record),
        }
    }

    /// What kind of item it is; `None` if of one that this version does not know.
    pub fn kind(&self) -> Option<ItemKind> {
        u8::try_from(self.kind).ok().and_then(ItemKind::from_byte)
    }

    /// Its name.
    ///
    /// # Safety
    ///
    /// The plugin is loaded for `'a`.
    pub unsafe fn name<'a>(&self) -> &'a str {
        // SAFETY: the caller's promise.
        unsafe { self.name.as_str() }
    }

    /// The fingerprint of its signature.
    pub const fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// Its record in the manifest.
    pub(crate) fn record_here(&self) -> &'static [u8] {
        // SAFETY: the tables that this library has are those of its own items, which are statics.
        unsafe { self.record.as_slice() }
    }

    /// Its adapters.
    pub const fn entries(&self) -> Entries {
        self.entries
    }
}

/// All items of the library (or of the binary, where several plugins are linked into one).
#[distributed_slice]
pub static ITEMS: [Item];

/// Puts an item into the table. A macro of ours names the attributes, so that generated code in which `hotswap`
/// cannot be found does not complain of each.
#[doc(hidden)]
#[macro_export]
macro_rules! __item {
    ($item:expr) => {
        #[$crate::__private::linkme::distributed_slice($crate::__private::ITEMS)]
        #[linkme(crate = $crate::__private::linkme)]
        static __ITEM: $crate::__private::Item = $item;
    };
}

extern "C" fn items() -> RawSlice<Item> {
    RawSlice::new(&ITEMS)
}

/// Live data lent to a hook.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LentData {
    form: RawSlice<u8>,
}

impl LentData {
    /// Lends `data` for a call.
    pub fn new(data: &LiveData) -> Self {
        Self {
            form: RawSlice::new(data.form()),
        }
    }

    /// # Safety
    ///
    /// What was lent is alive.
    pub(crate) unsafe fn to_data(self) -> LiveData {
        // SAFETY: the caller's promise.
        let form = unsafe { self.form.as_slice() };
        LiveData::from_form(form.to_vec())
    }
}

// The functions below are what the table points to. They share one contract:
//
// # Safety
//
// `plugin` is what `create::<L>` gave, not destroyed yet; what is lent lives for the call.

/// A hook of the plugin: its code runs, also where it is linked into its host.
unsafe fn hook<L: Links, R: AbiReturn>(
    out: *mut <R::Ok as Abi>::Repr,
    body: impl FnOnce() -> R,
) -> Failure {
    let _entered = context::enter_in_host(Some(L::linked()));
    // SAFETY: the caller gives a place to write to.
    unsafe { barrier(out, body) }
}

unsafe extern "C" fn create<L: Links<Itself: Plugin>>(out: *mut *mut c_void) -> Failure {
    let mut done = ();
    let create = || {
        let plugin = Arc::into_raw(Arc::new(L::create()));
        // SAFETY: the caller gives a place to write to.
        unsafe { out.write(plugin.cast_mut().cast()) };
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, create) }
}

unsafe extern "C" fn destroy<L: Links<Itself: Plugin>>(plugin: *mut c_void) -> Failure {
    let mut done = ();
    // SAFETY: `create` made it of an `Arc`, and the caller gives it up.
    let destroy = || drop(unsafe { Arc::from_raw(plugin.cast::<L::Itself>()) });
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, destroy) }
}

unsafe extern "C" fn export<L: Links>(plugin: *const c_void, out: *mut RawObj) -> Failure {
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

unsafe extern "C" fn wire<L: Links>(imports: RawSlice<RawImport>) -> Failure {
    let mut done = ();
    let wire = || {
        // SAFETY: what is lent lives for the call.
        let imports = unsafe { imports.as_slice() };
        // SAFETY: the host gives each of them up.
        links::wire::<L>(unsafe { Wiring::lift(imports) });
    };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, wire) }
}

unsafe extern "C" fn unwire<L: Links>() -> Failure {
    let mut done = ();
    // SAFETY: the caller says that none of the plugin's code runs any more.
    let unwire = || unsafe { L::slot().clear() };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, unwire) }
}

unsafe extern "C" fn reloadable<L: Links<Itself: Plugin>>(
    plugin: *const c_void,
    out: *mut u8,
) -> Failure {
    // SAFETY: by the contract.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    // SAFETY: the caller gives a place to write to.
    unsafe { hook::<L, _>(out, || plugin.reloadable()) }
}

unsafe extern "C" fn on_load<L: Links<Itself: Plugin>>(
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

unsafe extern "C" fn on_init<L: Links<Itself: Plugin>>(
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

unsafe extern "C" fn on_free<L: Links<Itself: Plugin>>(plugin: *const c_void) -> Failure {
    let mut done = ();
    // SAFETY: by the contract.
    let plugin = unsafe { &*plugin.cast::<L::Itself>() };
    // SAFETY: `done` is a place to write to.
    unsafe { hook::<L, _>(&raw mut done, || plugin.on_free()) }
}

extern "C" fn stop<L: Links>() -> Failure {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    /// A change here is a change of the ABI: raise [`ABI_VERSION`], or add at the end.
    #[test]
    fn the_layouts_are_frozen() {
        let word = size_of::<usize>();
        assert_eq!(ABI_VERSION, 2);
        assert_eq!(offset_of!(Root, magic), 0);
        assert_eq!(offset_of!(Root, abi), 8);
        assert_eq!(offset_of!(Root, size), 12);
        assert_eq!(offset_of!(Root, nonce), 16);
        assert_eq!(offset_of!(Root, items), 32);
        assert_eq!(offset_of!(Root, attach), 32 + word);
        assert_eq!(offset_of!(Root, create), 32 + 2 * word);
        assert_eq!(offset_of!(Root, destroy), 32 + 3 * word);
        assert_eq!(offset_of!(Root, reloadable), 32 + 4 * word);
        assert_eq!(offset_of!(Root, on_load), 32 + 5 * word);
        assert_eq!(offset_of!(Root, on_init), 32 + 6 * word);
        assert_eq!(offset_of!(Root, on_free), 32 + 7 * word);
        assert_eq!(offset_of!(Root, stop), 32 + 8 * word);
        assert_eq!(offset_of!(Root, flush), 32 + 9 * word);
        assert_eq!(offset_of!(Root, export), 32 + 10 * word);
        assert_eq!(offset_of!(Root, wire), 32 + 11 * word);
        assert_eq!(offset_of!(Root, unwire), 32 + 12 * word);
        assert_eq!(offset_of!(Root, detach), 32 + 13 * word);
        assert_eq!(size_of::<Root>(), 32 + 14 * word);
        assert_eq!(offset_of!(Item, kind), 0);
        assert_eq!(offset_of!(Item, name), 8);
        assert_eq!(offset_of!(Item, fingerprint), 8 + 2 * word);
        assert_eq!(offset_of!(Item, entries), 24 + 2 * word);
        assert_eq!(offset_of!(Entries, loaded), 0);
        assert_eq!(offset_of!(Entries, linked), word);
        assert_eq!(offset_of!(Item, record), 24 + 4 * word);
        assert_eq!(size_of::<Item>(), 24 + 6 * word);
        assert_eq!(size_of::<LentData>(), 2 * word);
    }
}
